/* SPDX-License-Identifier: MIT */
#include "shared/coder.h"

#define EVEN      32768u
#define ONE_MOST  65504 // nothing is ever certain, in either way
#define ONE_LEAST 32

/* Tools that look into frames, in tests/, see each decision by this. */
#ifndef CODER_WATCH
#define CODER_WATCH(odds, bit)
#endif

/* ---- the interval ---- */

void coder_encode(struct coder *coder, uint8_t *out, size_t cap)
{
    *coder = (struct coder){.high = UINT32_MAX, .out = out, .len = cap};
}

static void take_byte(struct coder *coder)
{
    uint8_t byte = coder->at < coder->len ? coder->in[coder->at] : 0;
    coder->window = coder->window << 8 | byte;
    coder->at++;
}

void coder_decode(struct coder *coder, const uint8_t *in, size_t len)
{
    *coder = (struct coder){.high = UINT32_MAX, .in = in, .len = len};
    for (unsigned i = 0; i < 4; i++) {
        take_byte(coder);
    }
}

static void write_byte(struct coder *coder, uint8_t byte)
{
    if (coder->at < coder->len) {
        coder->out[coder->at++] = byte;
    } else {
        coder->failed = true;
    }
}

static void shift(struct coder *coder)
{
    while ((coder->low ^ coder->high) >> 24 == 0) {
        if (coder->in) {
            take_byte(coder);
        } else {
            write_byte(coder, (uint8_t)(coder->high >> 24));
        }
        coder->low <<= 8;
        coder->high = coder->high << 8 | 255;
    }
}

/* A 1 lies at the lower end. Both outcomes keep at least one number. */
static bool split(struct coder *coder, uint32_t one, bool bit)
{
    uint32_t width = coder->high - coder->low;
    uint32_t middle = coder->low + (uint32_t)((uint64_t)width * one >> 16);
    if (coder->in) {
        bit = coder->window <= middle;
    }
    if (bit) {
        coder->high = middle;
    } else {
        coder->low = middle + 1;
    }
    shift(coder);
    return bit;
}

/* ---- decisions ---- */

/* 32768 / (seen + 1.5) */
static const uint16_t pace[ODDS_SEEN_MAX + 1] = {21845, 13107, 9362, 7282, 5958,
        5041, 4369, 3855, 3449, 3121, 2849, 2621, 2427, 2260, 2114, 1986, 1872,
        1771, 1680, 1598, 1524, 1456, 1394, 1337, 1285, 1237, 1192, 1150, 1111,
        1074, 1040, 1008, 978, 950, 923, 898, 874, 851, 830, 809, 790, 771, 753,
        736, 720, 705, 690, 676, 662, 649, 636, 624, 612, 601, 590, 580, 570,
        560, 551, 542, 533, 524, 516, 508, 500, 493, 485, 478, 471, 465, 458,
        452, 446, 440, 434, 428, 423, 417, 412, 407, 402, 397, 392, 388, 383,
        379, 374, 370, 366, 362, 358, 354, 350, 347, 343, 340, 336, 333, 329,
        326, 323, 320, 317, 314, 311, 308, 305, 302, 299, 297, 294, 291, 289,
        286, 284, 281, 279, 277, 274, 272, 270, 267, 265, 263, 261, 259, 257,
        255};

static void learn(struct odds *odds, bool bit)
{
    int32_t one = odds->one;
    int32_t aim = bit ? ONE_MOST : ONE_LEAST;
    odds->one = (uint16_t)(one + (aim - one) * pace[odds->seen] / 32768);
    if (odds->seen < ODDS_SEEN_MAX) {
        odds->seen++;
    }
}

bool coder_bit(struct coder *coder, struct odds *odds, bool bit)
{
    bit = split(coder, odds->one, bit);
    CODER_WATCH(odds, bit);
    learn(odds, bit);
    return bit;
}

uint32_t coder_raw(struct coder *coder, uint32_t value, unsigned count)
{
    uint32_t read = 0;
    while (count > 0) {
        count--;
        read = read << 1 | split(coder, EVEN, value >> count & 1);
    }
    return read;
}

/* ---- numbers ---- */

static unsigned length_of(uint32_t value)
{
    return value == 0 ? 0 : 32 - (unsigned)__builtin_clz(value);
}

uint32_t coder_number(
        struct coder *coder, struct odds *odds, unsigned width, uint32_t value)
{
    unsigned length = length_of(value);
    unsigned read = 0;
    while (read < width && coder_bit(coder, &odds[read], read < length)) {
        read++;
    }
    if (read < 2) {
        return read;
    }
    return 1u << (read - 1) | coder_raw(coder, value, read - 1);
}

int32_t coder_signed(
        struct coder *coder, struct odds *odds, unsigned width, int32_t value)
{
    uint32_t most = 1u << (width - 1); // only of a negative one
    uint32_t magnitude = value < 0 ? 0 - (uint32_t)value : (uint32_t)value;
    magnitude = coder_number(coder, odds, width, magnitude);
    if (magnitude == 0) {
        return 0;
    }
    bool negative = coder_bit(coder, &odds[width], value < 0);
    if (magnitude > most || (magnitude == most && !negative)) {
        coder->failed = true;
        return 0;
    }
    return (int32_t)(negative ? 0 - magnitude : magnitude);
}

/* ---- the end ---- */

/* The number of the interval that ends in the most zero bytes. */
static uint32_t roundest(const struct coder *coder)
{
    for (unsigned zeros = 32; zeros > 0; zeros -= 8) {
        uint32_t spare = (uint32_t)((UINT64_C(1) << zeros) - 1);
        uint32_t round = (coder->low + spare) & ~spare;
        if (round >= coder->low && round <= coder->high) {
            return round;
        }
    }
    return coder->low;
}

size_t coder_finish(struct coder *coder)
{
    for (uint32_t rest = roundest(coder); rest != 0; rest <<= 8) {
        write_byte(coder, (uint8_t)(rest >> 24));
    }
    while (coder->at > 0 && coder->out[coder->at - 1] == 0) {
        coder->at--;
    }
    return coder->failed ? SIZE_MAX : coder->at;
}

bool coder_done(const struct coder *coder)
{
    bool ends_in_zero = coder->len > 0 && coder->in[coder->len - 1] == 0;
    return !coder->failed && coder->len <= coder->at && !ends_in_zero &&
           coder->window == roundest(coder);
}
