/*
 * Semi-hard. All semi-hard triplets are batch all's without the hard ones. Where each pair has one
 * negative, large classes are batch all's too (semi_hard_matrix.c). Else, and where float32 tells too
 * little, an anchor's row of float32 distances is looked through for each of its positives, and what
 * their bounds leave open is settled in float64. Rows stay in the order of the batch here, which draws
 * are made in.
 */
typedef struct {
  batch b; /* first: what is given a batch finds the rest behind it */
  double margin, scale;
  int squared, rule;
  uint32_t seed, parts;
  uint32_t *members;   /* the rows, class by class */
  uint32_t *from, *to; /* of each row, its class among them */
  float *result;
  struct semi_part *part;
} LINES semi_call;

typedef struct semi_part {
  double *sums;      /* the gradient, but for its scale: thousands of pairs may share a row */
  float *block;      /* rows of products */
  float *low, *high; /* of the anchor in hand: bounds on the squared distance of each negative; not
                        a number for others */
  uint32_t *list;    /* rows, or of each vector the lanes that are semi-hard */
  double *far;       /* how far the rows of the list are */
  double *weight;    /* of each row, how the anchor in hand pulls at it */
  uint32_t *pulled;  /* which rows have one, and how many */
  uint32_t pulls;
  double loss, valid, positive, hard, semi;
} LINES semi_part;

/* From an anchor's row of products to the bounds on its negatives' squared distances. */
static void bound_row(const semi_call *c, semi_part *p, uint32_t a, const float *products) {
  const batch *b = &c->b;
  uint32_t wide = round_up(b->B, NR), closes = 0;
  float *low = p->low, *high = p->high, none = __builtin_nanf("");
  vf mine = splat(b->norm[a]), two = splat(-2.0f), band = splat(b->band);
  for (uint32_t v = 0; v < wide; v += VW) {
    vf sum = mine + load(b->norm + v), d = fma_(two, load(products + v), sum), e = sum * band;
    store(low + v, d - e);
    store(high + v, d + e);
    uint32_t near = lanes_of(are_close(d, sum, CLOSE));
    for (; __builtin_expect(near, 0); near &= near - 1)
      p->list[closes++] = v + (uint32_t)__builtin_ctz(near);
  }
  for (uint32_t t = c->from[a]; t < c->to[a]; t++) low[c->members[t]] = high[c->members[t]] = none;
  for (uint32_t j = b->B; j < wide; j++) low[j] = high[j] = none;
  for (uint32_t e = 0; e < closes; e++) {
    uint32_t j = p->list[e];
    if (low[j] != low[j]) continue;
    double d = near_square(b, a, j);
    int tiny = d > 0 && d < TINY;
    low[j] = tiny ? 0 : (float)(d * (1 - CLOSE_ERROR));
    high[j] = tiny ? (float)TINY : (float)(d * (1 + CLOSE_ERROR));
  }
}

/* Lists the negatives whose bounds reach from `least` on, and down to `most`. */
static uint32_t list_between(const semi_call *c, semi_part *p, float least, float most) {
  uint32_t n = 0;
  for (uint32_t v = 0; v < c->b.B; v += VW) {
    vm between = (vm)(le(splat(least), load(p->high + v)) & le(load(p->low + v), splat(most)));
    for (uint32_t lanes = lanes_of(between); lanes; lanes &= lanes - 1)
      p->list[n++] = v + (uint32_t)__builtin_ctz(lanes);
  }
  return n;
}

/* Lists the nearest negatives farther than the positive, else the farthest: more than one where they
 * tie. */
static uint32_t nearest_negatives(const semi_call *c, semi_part *p, uint32_t a, uint32_t positive,
                                  double square) {
  const batch *b = &c->b;
  float here = table_value(square), most = INF, least = -INF;
  vf nearest = splat(INF), mine = splat(here);
  for (uint32_t v = 0; v < b->B; v += VW) {
    vf high = load(p->high + v);
    nearest = vmin(nearest, pick(lt(mine, load(p->low + v)), high, splat(INF)));
  }
  for (int l = 0; l < VW; l++) most = nearest[l] < most ? nearest[l] : most;
  uint32_t n = list_between(c, p, here, most);
  n = keep_farther(b, c->squared, a, positive, p->list, p->far, n);
  if (n > 0) return keep_extreme(b, c->squared, a, 1, p->list, p->far, n);
  for (uint32_t j = 0; j < b->B; j++) least = p->low[j] > least ? p->low[j] : least;
  n = list_between(c, p, least, INF);
  for (uint32_t e = 0; e < n; e++)
    p->far[e] = measure(c->squared, any_order_square(b, a, p->list[e]));
  return keep_extreme(b, c->squared, a, -1, p->list, p->far, n);
}

/* Lists one semi-hard negative, if there is any. */
static uint32_t random_negative(const semi_call *c, semi_part *p, uint32_t a, uint32_t positive,
                                double square) {
  const batch *b = &c->b;
  double bound = measure(c->squared, square) + c->margin;
  vf here = splat(table_value(square)), reach = splat(table_value(c->squared ? bound : bound * bound));
  uint32_t count = 0, *lanes = p->list;
  for (uint32_t v = 0; v < b->B; v += VW) {
    vf low = load(p->low + v), high = load(p->high + v);
    uint32_t sure = lanes_of((vm)(lt(here, low) & lt(high, reach))),
             open = lanes_of((vm)(le(here, high) & le(low, reach))) & ~sure;
    for (; __builtin_expect(open, 0); open &= open - 1) {
      uint32_t l = (uint32_t)__builtin_ctz(open);
      int active, hard;
      compare_exactly(b, c->margin, c->squared, a, positive, v + l, &active, &hard);
      sure |= (uint32_t)(active && !hard) << l;
    }
    lanes[v / VW] = sure;
    count += (uint32_t)__builtin_popcount(sure);
  }
  if (count == 0) return 0;
  uint32_t left = draw_negative(c->seed, a, positive, count), w = 0, here_n;
  for (; left >= (here_n = (uint32_t)__builtin_popcount(lanes[w])); w++) left -= here_n;
  uint32_t which = lanes[w];
  for (; left > 0; left--) which &= which - 1;
  p->list[0] = w * VW + (uint32_t)__builtin_ctz(which);
  p->far[0] = measure(c->squared, any_order_square(b, a, p->list[0]));
  return 1;
}

/* Adds to what the anchor in hand pulls at a row with. */
INLINE void add_weight(semi_part *p, uint32_t row, double weight) {
  if (p->weight[row] == 0) p->pulled[p->pulls++] = row;
  p->weight[row] += weight;
}

/* Adds weight times (x_a - x_j) to row a of the sums, and takes it from row j, for each row j that
 * the anchor pulls at: N times 8 columns from k on. */
INLINE void pull_columns(const batch *b, semi_part *p, uint32_t a, uint32_t k, const int N) {
  const float *x = b->x + (size_t)a * b->LD + k;
  d8 *mine = (d8 *)(p->sums + (size_t)a * b->LD + k), own[4], sum[4];
  for (int e = 0; e < N; e++) {
    own[e] = load_d8(x + 8 * e);
    sum[e] = mine[e];
  }
  for (uint32_t i = 0; i < p->pulls; i++) {
    size_t row = (size_t)p->pulled[i] * b->LD + k;
    d8 *theirs = (d8 *)(p->sums + row);
    for (int e = 0; e < N; e++) {
      d8 pull = p->far[i] * (own[e] - load_d8(b->x + row + 8 * e));
      sum[e] += pull;
      theirs[e] -= pull;
    }
  }
  for (int e = 0; e < N; e++) mine[e] = sum[e];
}
static void pull_rows(const batch *b, semi_part *p, uint32_t a) {
  uint32_t k = 0;
  for (uint32_t i = 0; i < p->pulls; i++) {
    p->far[i] = p->weight[p->pulled[i]];
    p->weight[p->pulled[i]] = 0;
  }
  for (; k + 32 <= b->D; k += 32) pull_columns(b, p, a, k, 4);
  for (; k < b->D; k += 8) pull_columns(b, p, a, k, 1);
  p->pulls = 0;
}

/* Books the pair with the n negatives of the list, which are equally far. */
static void take_pair(const semi_call *c, semi_part *p, uint32_t a, uint32_t positive,
                      double square, uint32_t n) {
  const batch *b = &c->b;
  double dap = measure(c->squared, square), dan = p->far[0], bound = dap + c->margin,
         slack = b->order_error * (dap + dan);
  int active = dan < bound, hard = dan <= dap;
  if (__builtin_fabs(dan - bound) <= slack || __builtin_fabs(dan - dap) <= slack)
    compare_exactly(b, c->margin, c->squared, a, positive, p->list[0], &active, &hard);
  p->valid++;
  p->positive += active;
  p->hard += hard;
  p->semi += active && !hard;
  if (!active) return;
  p->loss += bound > dan ? bound - dan : 0;
  if (!c->result) return;
  if (dap > 0) add_weight(p, positive, c->squared ? 2 : 1 / dap);
  for (uint32_t e = 0; e < n && dan > 0; e++)
    add_weight(p, p->list[e], -(c->squared ? 2 : 1 / dan) / n);
}

/* Rows of products that are held at once, of those that are one part's. */
static uint32_t semi_rows(const batch *b, uint32_t parts) {
  return umin(block_rows(b), round_up((b->B + parts - 1) / parts, MR));
}

static void semi_part_rows(void *context, uint32_t task) {
  semi_call *c = context;
  semi_part *p = &c->part[task];
  const batch *b = &c->b;
  p->loss = p->valid = p->positive = p->hard = p->semi = 0;
  p->pulls = 0;
  zero(p->weight, b->B * sizeof *p->weight);
  if (c->result) zero(p->sums, (size_t)b->B * b->LD * sizeof *p->sums);
  uint32_t strips = (b->B + MR - 1) / MR, deep = semi_rows(b, c->parts),
           from = (uint32_t)((uint64_t)strips * task / c->parts) * MR,
           to = umin((uint32_t)((uint64_t)strips * (task + 1) / c->parts) * MR, b->B);
  for (uint32_t i0 = from; i0 < to; i0 += deep) {
    uint32_t rows = umin(deep, to - i0);
    for (uint32_t v = 0; v < b->B; v += NR) {
      for (uint32_t r = 0; r < rows; r += MR)
        gram_kernel(b, i0 + r, v, p->block + (size_t)r * b->Bp + v, b->Bp);
    }
    for (uint32_t a = i0; a < i0 + rows; a++) {
      uint32_t size = c->to[a] - c->from[a];
      if (size == 1 || size == b->B) continue;
      bound_row(c, p, a, p->block + (size_t)(a - i0) * b->Bp);
      for (uint32_t t = c->from[a]; t < c->to[a]; t++) {
        uint32_t positive = c->members[t];
        if (positive == a) continue;
        double square = any_order_square(b, a, positive);
        uint32_t n = c->rule == NEAREST ? nearest_negatives(c, p, a, positive, square)
                                        : random_negative(c, p, a, positive, square);
        if (n > 0) take_pair(c, p, a, positive, square, n);
      }
      if (p->pulls > 0) pull_rows(b, p, a);
    }
  }
}

static void semi_gradient(void *context, uint32_t task) {
  semi_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B), D = b->D;
  for (uint32_t a = from; a < to; a++) {
    float *out = gradient_row(b, c->result, a);
    for (uint32_t k = 0; k < D; k += 8) {
      d8 sum = {0};
      for (uint32_t q = 0; q < c->parts; q++)
        sum += *(const d8 *)(c->part[q].sums + (size_t)a * b->LD + k);
      put_gradient(out, k, D, c->scale * sum);
    }
    turn_gradient(b, a, out);
  }
}

static void semi_take(void *call) {
  semi_call *c = call;
  batch *b = &c->b;
  batch_take(b, 1, 1);
  c->from = TAKE(uint32_t, b->B);
  c->to = TAKE(uint32_t, b->B);
  c->part = TAKE(semi_part, c->parts);
  for (uint32_t q = 0; q < c->parts; q++) {
    semi_part dummy, *p = arena.measuring ? &dummy : &c->part[q];
    if (c->result) p->sums = TAKE(double, (size_t)b->B * b->LD);
    p->block = TAKE(float, (size_t)(semi_rows(b, c->parts) + MR) * b->Bp);
    p->low = TAKE(float, b->Bp);
    p->high = TAKE(float, b->Bp);
    p->list = TAKE(uint32_t, b->Bp);
    p->far = TAKE(double, b->Bp);
    p->weight = TAKE(double, b->B);
    p->pulled = TAKE(uint32_t, b->B);
  }
}

/* Sorts the rows by class, and leaves them where they are. */
static void semi_classes(semi_call *c) {
  batch *b = &c->b;
  sort_labels(b);
  c->members = b->order;
  for (uint32_t r = 0; r < b->B; r++) {
    c->from[c->members[r]] = b->start[r];
    c->to[c->members[r]] = b->end[r];
    b->order2[r] = r;
  }
  b->order = b->order2;
}

/* Whether the classes are so large that putting an anchor's negatives into cells is faster than looking
 * at them for each of its positives. */
static int are_large(const semi_call *c) {
  double pairs = 0, B = c->b.B;
  for (uint32_t r = 0; r < c->b.B; r++) pairs += c->to[r] - c->from[r] - 1;
  return B >= FEW_TO_ORDER && LARGE_TO_ORDER * pairs * pairs > B * B * B && pairs_fit(&c->b);
}

/* UNSURE where there is a faster way, which may be taken. */
static int semi_pairs(const float *in, const int32_t *labels, uint32_t B, uint32_t D, double margin,
                      int option, uint32_t seed, int faster, float *result, double *out) {
  static semi_call call;
  semi_call *c = &call;
  batch *b = &c->b;
  batch_shape(b, in, labels, B, D);
  b->unit = option & UNIT;
  c->margin = margin;
  c->squared = option & 1;
  c->rule = option % UNIT >> 1;
  c->seed = seed;
  c->result = result;
  c->parts = parts_of(b);
  int status = reserve(0, semi_take, c);
  if (status != OK) return status;
  semi_classes(c);
  if (faster && are_large(c)) return UNSURE;
  status = prepare(b);
  if (status == OK && b->largest > 0 && b->largest < LEAST_SPREAD) status = OUT_OF_RANGE;
  if (status != OK) return status;
  run_tasks(semi_part_rows, c, c->parts, b->threads);
  double loss = 0;
  for (uint32_t q = 0; q < c->parts; q++) {
    const semi_part *p = &c->part[q];
    loss += p->loss;
    out[1] += p->valid;
    out[2] += p->positive;
    out[3] += p->hard;
    out[4] += p->semi;
  }
  c->scale = out[1] > 0 ? 1 / out[1] : 0;
  out[0] = loss * c->scale;
  if (result) run_tasks(semi_gradient, c, row_tasks(b), b->threads);
  return OK;
}

/* option: 2 * rule + squared, and UNIT. out: loss, valid, positive, hard, semi-hard. */
EXPORT(operators_semi_hard)
int operators_semi_hard(const float *in, const int32_t *labels, uint32_t B, uint32_t D,
                        double margin, int32_t option, double seed, float *result, double *out) {
  LOCK_CALL();
  for (int e = 0; e < 5; e++) out[e] = 0;
  int status, rule = option % UNIT >> 1;
  uint32_t start = (uint32_t)seed;
  if (rule == EVERY) {
    status = all_run(in, labels, B, D, margin, option, EVERY, 0, result, out);
    out[1] = out[4] = out[2];
    out[3] = 0;
  } else {
    status = semi_pairs(in, labels, B, D, margin, option, start, 1, result, out);
    if (status == UNSURE)
      status = all_run(in, labels, B, D, margin, option, rule, start, result, out);
    if (status == UNSURE)
      status = semi_pairs(in, labels, B, D, margin, option, start, 0, result, out);
  }
  UNLOCK_CALL();
  return status;
}
