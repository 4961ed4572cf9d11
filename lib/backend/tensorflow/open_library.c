// Opens TensorFlow's library before the addon does, so that four things can be done that
// JavaScript cannot do alike under Deno, Bun and Node:
//
//   - set variables in the process's real environment, where TensorFlow looks for them (Bun keeps
//     its `process.env` to itself);
//   - keep the lines that the library prints while it is being opened, before its log level counts;
//   - load NVIDIA's libraries from the virtual environment by path: once they are in the process,
//     TensorFlow's own dlopen("libcudnn.so.9") finds them by name, without LD_LIBRARY_PATH;
//   - bind the library's names to itself first. TensorFlow and Mesa's software GPU each bring an LLVM
//     of their own: where WebGPU was used before, TensorFlow would otherwise start on Mesa's and crash.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <node_api.h>

// Paths and values are short; one that does not fit is refused, not cut.
#define TEXT_SIZE 8192

static int read_text(napi_env env, napi_value value, char *text) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok || length >= TEXT_SIZE) {
    napi_throw_type_error(env, NULL, "expected a string of at most 8191 bytes");
    return 0;
  }
  return napi_get_value_string_utf8(env, value, text, TEXT_SIZE, &length) == napi_ok;
}

// setVariable(name, value): sets a variable unless the user has set it.
static napi_value set_variable(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  char name[TEXT_SIZE], value[TEXT_SIZE];
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  if (count < 2 || !read_text(env, arguments[0], name) || !read_text(env, arguments[1], value)) {
    return NULL;
  }
  setenv(name, value, 0);
  return NULL;
}

// openLibrary(path): what the library printed to stderr meanwhile. Throws what the loader says.
static napi_value open_library(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument, result = NULL;
  char path[TEXT_SIZE], printed[TEXT_SIZE];
  size_t length = 0;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  if (count < 1 || !read_text(env, argument, path)) return NULL;

  // stderr goes to an unnamed file for the time of the call. Where that cannot be had, it stays.
  FILE *kept = tmpfile();
  int before = -1;
  fflush(stderr);
  if (kept && (before = dup(STDERR_FILENO)) >= 0) dup2(fileno(kept), STDERR_FILENO);

  int mode = RTLD_LAZY | RTLD_LOCAL;
#ifdef RTLD_DEEPBIND
  // Not with a preloaded allocator, which must take the place of malloc everywhere or nowhere.
  if (!getenv("LD_PRELOAD")) mode |= RTLD_DEEPBIND;
#endif
  void *library = dlopen(path, mode);
  const char *error = library ? NULL : dlerror();

  if (before >= 0) {
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
  }
  if (kept) {
    rewind(kept);
    length = fread(printed, 1, sizeof printed, kept);
    fclose(kept);
  }
  // The library stays open for the life of the process: nothing closes the handle on purpose.
  if (!library) {
    napi_throw_error(env, NULL, error ? error : "dlopen failed and gives no reason");
    return NULL;
  }
  napi_create_string_utf8(env, printed, length, &result);
  return result;
}

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "setVariable", NAPI_AUTO_LENGTH, set_variable, NULL, &function);
  napi_set_named_property(env, exports, "setVariable", function);
  napi_create_function(env, "openLibrary", NAPI_AUTO_LENGTH, open_library, NULL, &function);
  napi_set_named_property(env, exports, "openLibrary", function);
  return exports;
}
