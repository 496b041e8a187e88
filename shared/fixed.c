/* SPDX-License-Identifier: MIT */
#include "shared/fixed.h"

#define QUARTER    16384 // of a turn, in 1/65536 turn
#define TABLE_STEP 256

// cos(i / 64 of a quarter turn), rounded to nearest
static const int32_t cosine[QUARTER / TABLE_STEP + 1] = {65536, 65516, 65457,
        65358, 65220, 65043, 64827, 64571, 64277, 63944, 63572, 63162, 62714,
        62228, 61705, 61145, 60547, 59914, 59244, 58538, 57798, 57022, 56212,
        55368, 54491, 53581, 52639, 51665, 50660, 49624, 48559, 47464, 46341,
        45190, 44011, 42806, 41576, 40320, 39040, 37736, 36410, 35062, 33692,
        32303, 30893, 29466, 28020, 26558, 25080, 23586, 22078, 20557, 19024,
        17479, 15924, 14359, 12785, 11204, 9616, 8022, 6424, 4821, 3216, 1608,
        0};

/* Of an angle in the first quarter, its end included. */
static int32_t quarter_cos(uint32_t angle)
{
    uint32_t at = angle / TABLE_STEP;
    int32_t part = (int32_t)(angle % TABLE_STEP);
    if (part == 0) {
        return cosine[at];
    }
    return cosine[at] + (cosine[at + 1] - cosine[at]) * part / TABLE_STEP;
}

int32_t fixed_cos(uint16_t angle)
{
    uint32_t within = angle % QUARTER;
    switch (angle / QUARTER) {
    case 0:
        return quarter_cos(within);
    case 1:
        return -quarter_cos(QUARTER - within);
    case 2:
        return -quarter_cos(within);
    default:
        return quarter_cos(QUARTER - within);
    }
}

int32_t fixed_sin(uint16_t angle)
{
    return fixed_cos((uint16_t)(angle - QUARTER));
}

/* The angle of (adjacent, opposite), both >= 0, adjacent the greater and at
 * least 1: atan(q) is q pi/4 + q (1 - q) (0.2447 + 0.0663 q) within 0.0015. */
static uint32_t octant_angle(uint64_t adjacent, uint64_t opposite)
{
    while (adjacent >> 40) {
        adjacent >>= 8;
        opposite >>= 8;
    }
    uint64_t q = opposite * FIXED_ONE / adjacent;
    uint64_t bend = 2552 + 692 * q / FIXED_ONE;
    uint64_t arc = q * (FIXED_ONE - q) / FIXED_ONE * bend;
    return (uint32_t)((q * (QUARTER / 2) + arc) / FIXED_ONE);
}

static uint64_t magnitude(int64_t v)
{
    return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

uint16_t fixed_angle(int64_t x, int64_t y)
{
    uint64_t across = magnitude(x);
    uint64_t down = magnitude(y);
    if (across == 0 && down == 0) {
        return 0;
    }
    uint32_t angle = across >= down ? octant_angle(across, down)
                                    : QUARTER - octant_angle(down, across);
    if (x < 0) {
        angle = 2 * QUARTER - angle;
    }
    return (uint16_t)(y < 0 ? 0 - angle : angle);
}

int32_t fixed_mul(int32_t a, int32_t b)
{
    return (int32_t)((int64_t)a * b / FIXED_ONE);
}

int32_t fixed_part_up(int32_t v, int32_t share, int32_t whole)
{
    int64_t product = (int64_t)v * share;
    int64_t spare = product < 0 ? 1 - (int64_t)whole : (int64_t)whole - 1;
    return (int32_t)((product + spare) / whole);
}

uint32_t fixed_sqrt(uint64_t v)
{
    if (v == 0) {
        return 0;
    }
    // Newton from above: falls until it has arrived
    unsigned highest = 63 - (unsigned)__builtin_clzll(v);
    uint64_t root = (uint64_t)1 << (highest / 2 + 1);
    while (root > 1) {
        uint64_t next = (root + v / root) / 2;
        if (next >= root) {
            break;
        }
        root = next;
    }
    return (uint32_t)root;
}

int32_t fixed_clamp(int32_t v, int32_t low, int32_t high)
{
    return v < low ? low : v > high ? high : v;
}
