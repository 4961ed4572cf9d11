/*
 * Batch all: which way is taken, and the sums of what the parts found.
 */
/* What the way needs that is taken. */
static void take_way(void *call) {
  all_call *c = call;
  if (c->way == DIRECT)
    all_take_tables(c);
  else if (c->way == MATRIX)
    all_take_matrix(c);
  else
    all_take_rows(c);
}

/* From the sorted labels: how many triplets there are, how large the tables must be, and the way. */
static void choose_way(all_call *c) {
  batch *b = &c->b;
  uint64_t pairs = 0;
  c->vectors = c->most = 0;
  for (uint32_t block = 0; block * VW < b->Bp; block++) {
    uint32_t most_here = 0;
    for (uint32_t a = block * VW; a < umin(block * VW + VW, b->B); a++) {
      pairs += positives_of(b, a);
      most_here = umax(most_here, positives_of(b, a));
    }
    c->table.offset[block] = (uint32_t)c->vectors;
    c->vectors += most_here;
    c->most = umax(c->most, most_here);
  }
  c->table.offset[b->Bp / VW] = (uint32_t)c->vectors;
  c->valid = 0;
  for (uint32_t a = 0; a < b->B; a++)
    c->valid += (double)positives_of(b, a) * (b->B - b->end[a] + b->start[a]);
  int searched = pairs_fit(b) ? MATRIX : ROWS;
  uint64_t few = (uint64_t)LARGE_CLASS * (searched == MATRIX ? 1 : 2) * b->B;
  c->way = pairs <= few && !c->one ? DIRECT : searched;
}

static int prepare_all(all_call *c, const float *in, const int32_t *labels, uint32_t B,
                       uint32_t D) {
  batch *b = &c->b;
  batch_shape(b, in, labels, B, D);
  b->unit = c->unit;
  c->parts = parts_of(b);
  for (;;) {
    /* Sizes that do not depend on the labels, then the sort, then the rest. */
    int status = reserve(0, all_take, c);
    if (status != OK) return status;
    sort_labels(b);
    /* Where each row of the batch stands. */
    for (uint32_t r = 0; c->one && r < B; r++) b->order2[b->order[r]] = r;
    choose_way(c);
    status = reserve(arena.used, take_way, c);
    if (status == AGAIN) continue;
    if (status != OK) return status;
    b->also = c->way == DIRECT ? fill_tables : 0;
    return prepare(b);
  }
}

/* Works off all pairs, those as close as `limit` says by their differences; what comes of it. */
static void run_way(all_call *c, float limit, double *loss, double *positive, double *hard) {
  uint32_t threads = c->b.threads;
  double distance = 0;
  *loss = *positive = *hard = 0;
  c->limit = limit;
  c->tied = 0;
  if (c->one) c->valid = 0;
  if (c->way == ROWS)
    run_tasks(rows_part, c, c->parts, threads);
  else if (c->way == DIRECT) {
    run_tasks(all_part, c, c->parts, threads);
    all_counts(c, positive, loss);
  } else {
    run_tasks(square_part, c, c->parts, threads);
    run_tasks(count_part, c, c->parts, threads);
    run_tasks(weigh_part, c, c->parts, threads);
  }
  for (uint32_t q = 0; q < c->parts; q++) {
    const part *p = &c->part[q];
    if (c->way != DIRECT) {
      *loss += p->loss;
      *positive += p->positive;
    }
    distance += p->distance;
    *hard += (double)p->hard;
    if (c->one) {
      c->valid += p->valid;
      c->tied |= p->tied;
    }
  }
  *loss -= distance;
}

/* Whether the pulls at each row cancel so far that their roundings show in what is left of them. A
 * triplet pulls at its rows with 4 in all; squared, with 4 (d(a, p) + d(a, n)), where two rows are
 * sqrt(2) times as far apart as from their mean. */
static int pulls_cancel(const all_call *c, double positive) {
  const batch *b = &c->b;
  double longest = 0, norms = 0;
  for (uint32_t t = 0; t < row_tasks(b); t++)
    longest = b->part_largest[t] > longest ? b->part_largest[t] : longest;
  for (uint32_t r = 0; r < b->B; r++) norms += b->norm[r];
  double pull = c->squared ? 8 * __builtin_sqrt(2 * norms / b->B) : 4;
  return longest < LITTLE_PULL * pull * positive / b->B;
}

/* Of the triplets of a rule; one caller at a time. */
static int all_run(const float *in, const int32_t *labels, uint32_t B, uint32_t D, double margin,
                   int option, int rule, uint32_t seed, float *result, double *out) {
  static all_call call;
  all_call *c = &call;
  int squared = c->squared = option & 1;
  c->margin = margin;
  c->unit = option & UNIT;
  c->rule = rule;
  c->semi = rule == EVERY;
  c->one = rule == NEAREST || rule == RANDOM;
  c->seed = seed;
  c->gradient = result != 0;
  c->result = result;
  int status = prepare_all(c, in, labels, B, D);
  batch *b = &c->b;
  /* Squares of coordinates this small leave float32's range. */
  if (status == OK && b->largest > 0 && b->largest < LEAST_SPREAD) status = OUT_OF_RANGE;
  /* A margin that a distance rounds away makes pairs hard that are not active: left to float64. */
  double reach = 2 * __builtin_sqrt((double)D) * b->largest;
  if (status == OK && margin > 0 && margin < MARGIN_LOST * (squared ? reach * reach : reach))
    status = OUT_OF_RANGE;
  if (status != OK) return status;
  /* Without a margin none lies inside of it. */
  if (margin == 0 && (rule == EVERY || rule == RANDOM)) {
    if (result) zero(result, (size_t)B * D * sizeof *result);
    out[1] = c->one ? 0 : c->valid;
    return OK;
  }
  /* The bound on all of a row's errors is that of the longest's. */
  double lengths = 0;
  for (uint32_t r = 0; r < B && c->one; r++) lengths += __builtin_sqrt(b->norm[r]);
  if (c->one && B * __builtin_sqrt(b->greatest) > FAR_OUT * lengths) return UNSURE;
  double loss, positive, hard, far = squared ? 2 * b->greatest : __builtin_sqrt(2 * b->greatest);
  run_way(c, CLOSE, &loss, &positive, &hard);
  if (c->tied) return UNSURE;
  /* Where the triplets lose far less than they are apart, the distances' rounding shows. */
  int little = positive * far > (B <= FEW_ROWS ? LITTLE_LOSS : LEAST_LOSS) * loss;
  if (little && B <= FEW_ROWS) {
    if (c->one) return UNSURE;
    run_way(c, ALL_CLOSE, &loss, &positive, &hard);
  }
  double taken = c->one ? c->valid : positive;
  c->scale = taken > 0 ? 1 / taken : 0;
  if (result) {
    task_fn gradient = c->way != DIRECT ? rows_gradient : all_gradient;
    run_tasks(gradient, c, row_tasks(b), b->threads);
    if (B <= FEW_ROWS && c->limit != ALL_CLOSE && pulls_cancel(c, positive)) {
      if (c->one) return UNSURE;
      run_way(c, ALL_CLOSE, &loss, &positive, &hard);
      run_tasks(gradient, c, row_tasks(b), b->threads);
    }
  }
  if (little && c->limit != ALL_CLOSE) {
    c->gradient = 0;
    run_way(c, ALL_CLOSE, &loss, &positive, &hard);
  }
  out[0] = loss > 0 ? loss * c->scale : 0;
  out[1] = c->valid;
  out[2] = positive;
  out[3] = hard;
  /* Without a margin, nothing lies between hard and easy. */
  out[4] = margin > 0 ? positive - hard : 0;
  return OK;
}

/*
 * option: whether distances are squared, and UNIT. out: loss, valid, positive, hard, semi-hard.
 * `result`: B x D, or null without a gradient. Needs B >= 1 and D >= 1.
 */
EXPORT(operators_batch_all)
int operators_batch_all(const float *in, const int32_t *labels, uint32_t B, uint32_t D,
                        double margin, int32_t option, double unused, float *result, double *out) {
  (void)unused;
  LOCK_CALL();
  int status = all_run(in, labels, B, D, margin, option, WHOLE_BATCH, 0, result, out);
  UNLOCK_CALL();
  return status;
}
