// picture_walk.h: what did the facts say, day after day?
//
// The pictures of many days in a row, each made from the one before: events are counted
// up as they come into a window and down as they leave it, and what tickets and invoices
// count for is known beforehand for every day.  So a year costs little more than a day,
// and each picture is what picture_of says of its day, but for `last_seen_at` and
// `next_change`, which nobody asks of a row of days: they stay 0.
//
// Pure: no clock, no I/O; memory from the arena it is given.
#pragma once

#include "model/picture.h"

typedef struct PictureWalk PictureWalk;

// Begin to walk from `from` to `to`.  `facts->from` must not be later than
// metrics_from(metrics, from); facts, metrics and arena must outlive the walk.
PictureWalk *picture_walk(Arena *arena, const Facts *facts, const Metrics *metrics,
                          Day from, Day to);

// The picture of the next day; NULL behind the last one.  It is overwritten by the next.
const Picture *picture_walk_next(PictureWalk *walk);
