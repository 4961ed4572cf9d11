/*
 * Batch all: what its three ways share, and what each of them needs. (Declarations alone.)
 */
#ifndef BATCH_ALL_H
#define BATCH_ALL_H

/* An anchor's positives as 2n marks on a line: where a negative stops being hard, and where it
 * stops being active, for each of them. */
typedef struct {
  float *marks;    /* ascending; one more on either side, -inf and +inf */
  uint32_t *owner; /* the row of each mark's positive, doubled; odd: hard, even: active */
  uint32_t *after; /* how many triplets a negative before each makes: as many active marks stand at
                      or after it, less, where only the semi-hard are taken, the hard ones */
  uint16_t *cells; /* of a uniform grid: the first mark in this cell or a later one; marks_n + 1
                      more where a mark is close */
  float lowest, scale, last; /* of the grid */
  float widest;              /* bound on the error of any mark */
  float spread;              /* of any mark and any negative */
  uint32_t marks_n, crowded; /* crowded: too many marks in one cell */
} ruler;

/*
 * Tables of positives: anchors in blocks of VW, block after block, k-major, so that one anchor's
 * values can be broadcast and VW anchors' values be loaded. Missing positives are -1: nothing is
 * closer.
 */
typedef struct {
  uint32_t *offset;    /* of each block, in vectors; blocks + 1 */
  double *dap;         /* distances of the positives, float64 */
  float *active_below; /* square of dap + margin (or that itself, squared): strictly below is
                          active */
  float *hard_upto;    /* square of dap: at most that is hard */
  int32_t *count;      /* active negatives of each positive */
} positives_table;

/* Of all pairs, B x B: squared distances, and the counts as seen from the row's end. */
typedef struct {
  float *squares;
  uint16_t *counts;
} pairs_table;

/* Looking at each positive; searching among them, with matrices of all pairs or without. */
enum { DIRECT, MATRIX, ROWS };

/* Which triplets are taken: the semi-hard ones, one for each pair, or all. */
enum { EVERY, NEAREST, RANDOM, WHOLE_BATCH };

typedef struct {
  batch b; /* first: what is given a batch finds the rest behind it */
  double margin, valid;
  int squared, unit, gradient;
  int rule;     /* which triplets are taken */
  int semi;     /* whether these are the semi-hard ones */
  int one;      /* or one of each pair */
  int tied;     /* and whether several had to share */
  uint32_t seed;
  int way;      /* one of the three */
  size_t vectors; /* of the table of positives */
  uint32_t most;  /* positives of an anchor */
  float limit;    /* below this part of |a|^2 + |b|^2 a pair is close */
  positives_table table; /* DIRECT; its offsets always */
  pairs_table pairs;     /* MATRIX */
  double *out;
  float *result;
  uint32_t parts;
  struct part *part;
  double *pull; /* of a row, for each task */
  double scale;
} LINES all_call;

/* An anchor's positives, sorted by their squares. */
typedef struct {
  uint32_t *key, *key2, *who, *who2; /* squares and rows, and room to sort them */
  float *spread, *bound;             /* their errors, the squares of their bounds */
} sorted_positives;

/* What draws need of the row in hand (semi_hard_matrix.c). An edge is a run of cells in which a positive's
 * bounds lie; a negative's place is how many of these are below it. */
typedef struct {
  uint64_t *edges, *starts; /* bit by bit, which cells are of an edge, and which its first; */
  uint32_t *before;         /* of 64 of these: how many start before them */
  uint32_t *head, *next;    /* of each edge, the positives' bounds in it, and of each bound the next */
  uint32_t *edge[2];        /* of each positive: the two that its bounds lie in */
  uint16_t *place;          /* of each row of the batch, in its order */
  block_counts *upto;       /* how many stand at each place or below, by blocks of 2^shift rows: those of */
  block_counts of[BLOCKS];  /* each block, and of all before it; and what a row of each counts with */
  uint32_t shift, seed;
  struct odd {
    uint32_t row, next, semi_hard;
  } *odd; /* negatives that a place tells wrongly of a positive, */
  uint32_t *first_odd, odd_n; /* whose first it is */
} draws_space;

/* How far two rows are apart, summed in any order and in order, each when it is first asked for. */
typedef struct {
  double any, exact;
} known_distance;
#define UNKNOWN ((known_distance){-1, -1})

/* What searching needs for a block of rows, and for the row in hand. */
typedef struct {
  float *block;   /* MR x blocks rows of products, then of weights */
  float *error;   /* bound on the error of each positive's squared distance */
  int32_t *found; /* how many positives each negative of the row makes active */
  known_distance *near; /* of each row of the class, how far the row in hand is */
  int32_t *ended; /* searches that ended at each mark of the row's ruler */
  uint32_t *cell, *open, *close; /* of each negative, its cell; which are to be settled, or close */
  struct {
    double *apart;   /* of the rows in `open`: how far they are */
    float *bound[4]; /* of each positive (semi_hard_matrix.c), */
    uint32_t *at[4]; /* and their cells */
    uint32_t *place; /* of each cell: where the next negative goes */
    draws_space draws;
  } one; /* where each pair has one negative */
  ruler own;                     /* the row's */
  sorted_positives sorted;
  struct {
    uint32_t *left, *right; /* of each mark: the cells close to it */
  } grid;
} rows_space;

typedef struct part {
  float *sums;    /* sum of weight times row, less the pulls of close pairs */
  double *near;   /* these, where all pairs are taken as close: up to FEW_ROWS rows */
  double *weight; /* sum of the weights */
  int32_t *count;
  int64_t hard;
  double distance;       /* sum of active count times distance */
  double positive, loss; /* large classes only */
  double valid;          /* one negative a pair only, */
  int tied;              /* and whether several had to share */
  float
      *strip[3];  /* of MR rows: squared distances, then their lowest and highest possible values */
  int32_t *found; /* how many positives each pair makes active, from both ends */
  float *weights; /* of a tile */
  uint32_t *close; /* the strip's close pairs */
  rows_space space;
} LINES part;

/* Room for a part's sums, and none in them. */
INLINE void take_sums(const all_call *c, part *p) {
  size_t size = (size_t)c->b.Bp * c->b.LD;
  if (!c->gradient) return;
  p->sums = TAKE(float, size);
  if (c->b.B <= FEW_ROWS) p->near = TAKE(double, size);
}
INLINE void clear_sums(const all_call *c, part *p) {
  size_t size = (size_t)c->b.Bp * c->b.LD;
  if (!c->gradient) return;
  zero(p->sums, size * sizeof *p->sums);
  if (c->limit == ALL_CLOSE) zero(p->near, size * sizeof *p->near);
}

/* Eight entries from k on of what all parts have summed for row a. */
INLINE d8 sums_at(const all_call *c, uint32_t a, uint32_t k) {
  size_t at = (size_t)a * c->b.LD + k;
  d8 sum = {0};
  for (uint32_t q = 0; q < c->parts; q++) {
    sum += load_d8(c->part[q].sums + at);
    if (c->limit == ALL_CLOSE) sum += *(const d8 *)(c->part[q].near + at);
  }
  return sum;
}

/* Pulls rows i and j by their difference. */
static void pull_pair(const all_call *c, part *p, uint32_t i, uint32_t j, double weight) {
  const batch *b = &c->b;
  size_t to_i = (size_t)i * b->LD, to_j = (size_t)j * b->LD;
  const float *x = b->x + to_i, *y = b->x + to_j;
  if (c->limit == ALL_CLOSE) {
    for (uint32_t k = 0; k < b->D; k += 8) {
      d8 pull = weight * (load_d8(x + k) - load_d8(y + k));
      *(d8 *)(p->near + to_i + k) -= pull;
      *(d8 *)(p->near + to_j + k) += pull;
    }
    return;
  }
  for (uint32_t k = 0; k < b->D; k++) {
    float pull = (float)(weight * (double)(x[k] - y[k]));
    p->sums[to_i + k] -= pull;
    p->sums[to_j + k] += pull;
  }
}

INLINE uint32_t positives_of(const batch *b, uint32_t r) { return b->end[r] - b->start[r] - 1; }
INLINE uint32_t slot(const all_call *c, uint32_t anchor, uint32_t k) {
  return (c->table.offset[anchor / VW] + k) * VW + anchor % VW;
}

#endif
