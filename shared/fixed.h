/* SPDX-License-Identifier: MIT
 *
 * fixed: fixed-point arithmetic and its rounding, the same on every platform.
 *
 * Every division rounds toward zero, so that a thing drifting left slows down
 * exactly as one drifting right.
 */
#ifndef SHARED_FIXED_H
#define SHARED_FIXED_H

#include <stdint.h>

#define FIXED_ONE 65536 // cosines, sines, drag and bounce are in 1/65536

/* Of an angle in 1/65536 turn; interpolated from a table, exact at quarters. */
int32_t fixed_cos(uint16_t angle);
int32_t fixed_sin(uint16_t angle);

/* The angle of vector (x, y) in 1/65536 turn, within 1/1024 turn; 0 for the
 * null vector. */
uint16_t fixed_angle(int64_t x, int64_t y);

/* a * b / FIXED_ONE, rounded toward zero. */
int32_t fixed_mul(int32_t a, int32_t b);

/* v * share / whole, rounded away from zero; whole must be positive. The one
 * exception, for what has to get there. */
int32_t fixed_part_up(int32_t v, int32_t share, int32_t whole);

/* The integer part of the square root. */
uint32_t fixed_sqrt(uint64_t v);

int32_t fixed_clamp(int32_t v, int32_t low, int32_t high);

#endif
