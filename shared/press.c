/* SPDX-License-Identifier: MIT */
#include "shared/press.h"

#include "shared/rules.h"

/* ---- buttons ---- */

#define WAYS (BUTTON_UP | BUTTON_DOWN | BUTTON_LEFT | BUTTON_RIGHT)

static uint8_t code_way(const struct press *press, uint8_t was, uint8_t is)
{
    unsigned node = 1;
    for (unsigned bit = 4; bit-- > 0;) {
        node = node * 2 + coder_bit(press->coder,
                                  &press->priors->way[was & WAYS][node],
                                  is >> bit & 1);
    }
    return (uint8_t)(node - 16);
}

static uint8_t code_buttons(
        const struct press *press, const struct entity *was, uint8_t is)
{
    struct priors *priors = press->priors;
    bool fires = was->buttons & BUTTON_FIRE;
    bool moves = was->buttons & WAYS;
    uint8_t changed = was->buttons ^ is;
    if (!coder_bit(press->coder, &priors->pressed[was->hp > 0][fires][moves],
                changed & BUTTONS_ALL)) {
        return was->buttons & BUTTONS_ALL;
    }
    bool fired = coder_bit(
            press->coder, &priors->fired[fires], changed & BUTTON_FIRE);
    uint8_t fire = fires != fired ? BUTTON_FIRE : 0;
    uint8_t way = was->buttons & WAYS;
    if (!fired ||
            coder_bit(press->coder, &priors->steered[fired], changed & WAYS)) {
        way = code_way(press, way, is);
    }
    return fire | way;
}

/* ---- aim ---- */

static int32_t from_byte(uint8_t value)
{
    return value < 128 ? value : (int32_t)value - 256;
}

/* A turn seen from the other side. */
static uint8_t mirrored(uint8_t bends)
{
    // 1 and 2 change places
    uint8_t low = bends & 0x55;
    uint8_t high = bends >> 1 & 0x55;
    return (uint8_t)(low << 1 | high);
}

/* Whether a player turns left, or, if not at all now, did before. */
static bool turns_left(const struct entity *was)
{
    if (was->turn != 0) {
        return was->turn >= 128;
    }
    for (unsigned shift = 0; shift < 8; shift += 2) {
        unsigned bend = was->bends >> shift & 3;
        if (bend == BEND_MORE || bend == BEND_LESS) {
            return bend == BEND_MORE;
        }
    }
    return false;
}

static unsigned speed_of(uint8_t turn)
{
    unsigned speed = turn < 128 ? turn : 256u - turn;
    return speed < 2 ? speed : speed < 4 ? 2 : 3;
}

/* The contexts of one turn. */
struct turning {
    struct odds *changed, *back, *far, *by;
};

static struct turning turning_of(
        struct priors *priors, const struct entity *was, bool left, bool sudden)
{
    unsigned speed = speed_of(was->turn);
    uint8_t bends = left ? mirrored(was->bends) : was->bends;
    struct turn_priors *turn = &priors->turn;
    struct sudden_priors *other = &priors->sudden;
    if (sudden) {
        return (struct turning){&other->changed[speed], &other->back[speed],
                &other->far[speed], other->by};
    }
    return (struct turning){&turn->changed[bends][speed],
            &turn->back[bends][speed], &turn->far[bends & 3][speed], turn->by};
}

/* By how much more a player turned than in the step before, to the side that it
 * turns to. */
static int32_t code_more(
        struct coder *coder, const struct turning *turning, int32_t more)
{
    if (!coder_bit(coder, turning->changed, more != 0)) {
        return 0;
    }
    bool back = coder_bit(coder, turning->back, more < 0);
    uint32_t by = (uint32_t)(more < 0 ? -more : more);
    uint32_t beyond = 0;
    if (coder_bit(coder, turning->far, by > 1)) {
        beyond = 1 + coder_number(coder, turning->by, 7, by - 2);
    }
    return back ? -1 - (int32_t)beyond : 1 + (int32_t)beyond;
}

/* Who presses something else often turns to something else as well. */
static uint8_t code_aim(const struct press *press, const struct entity *was,
        uint8_t is, bool sudden)
{
    uint8_t guess = (uint8_t)(was->aim + was->turn);
    bool left = turns_left(was);
    struct turning turning = turning_of(press->priors, was, left, sudden);
    int32_t miss = from_byte((uint8_t)(is - guess));
    miss = code_more(press->coder, &turning, left ? -miss : miss);
    return (uint8_t)(guess + (left ? -miss : miss));
}

/* ---- shots and spawns ---- */

/* Whether its next shot may fall into the step: its fine aim is news. */
static bool may_shoot(
        const struct press *press, const struct entity *was, uint8_t buttons)
{
    uint8_t weapon = rules_role(press->rules, was->type)->weapon;
    uint32_t ready_at = was->hp > 0 ? was->ready_at : was->back_at;
    return (buttons & BUTTON_FIRE) && ready_at <= press->end &&
           rules_weapon(press->rules, weapon);
}

/* Whether it spawns within the step, where chance had it. */
static bool may_spawn(const struct press *press, const struct entity *was)
{
    const struct match *match = press->match;
    bool is_between = match->phase == PHASE_RESULTS ||
                      (match->phase == PHASE_WARMUP && match->ends_at != 0);
    bool is_new_round = is_between && match->ends_at <= press->end;
    bool is_new_bout =
            match->bout_at > match->tick && match->bout_at <= press->end;
    return is_new_round || is_new_bout ||
           (was->hp == 0 && was->back_at <= press->end);
}

static uint8_t nearest_spot(
        const struct rules *rules, const struct entity *player)
{
    uint8_t nearest = 0;
    int64_t least = INT64_MAX;
    for (uint8_t i = 0; i < rules->spot_count; i++) {
        int64_t dx = (int64_t)player->x - rules->spot[i].x;
        int64_t dy = (int64_t)player->y - rules->spot[i].y;
        if (dx * dx + dy * dy < least) {
            least = dx * dx + dy * dy;
            nearest = i;
        }
    }
    return nearest;
}

/* As the world is to be told: from 1 on. */
static uint8_t code_spot(const struct press *press, const struct entity *is)
{
    unsigned bits = 0;
    while (press->rules->spot_count > 1u << bits) {
        bits++;
    }
    uint8_t spot = press->coder->in ? 0 : nearest_spot(press->rules, is);
    return (uint8_t)(1 + coder_raw(press->coder, spot, bits));
}

static uint8_t code_lag(const struct press *press, uint8_t was, uint8_t is)
{
    struct odds *odds = press->priors->lag;
    return (uint8_t)(was + coder_signed(press->coder, odds, 8,
                                   from_byte((uint8_t)(is - was))));
}

struct input press_code(const struct press *press, const struct entity *was,
        const struct entity *is, uint8_t *spot)
{
    struct input input = {.lag = was->lag};
    input.buttons = code_buttons(press, was, is->buttons);
    bool sudden = (input.buttons ^ was->buttons) & BUTTONS_ALL;
    uint8_t aim = code_aim(press, was, is->aim, sudden);
    uint8_t fine = was->fine & 15;
    if (may_shoot(press, was, input.buttons)) {
        fine = (uint8_t)coder_raw(press->coder, is->fine, 4);
        input.lag = code_lag(press, was->lag, is->lag);
    }
    *spot = may_spawn(press, was) ? code_spot(press, is) : 0;
    input.aim = (uint16_t)(aim << 8 | fine << 4);
    return input;
}
