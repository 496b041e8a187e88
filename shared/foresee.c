/* SPDX-License-Identifier: MIT */
#include "shared/foresee.h"

#include <string.h>

#include "shared/delta.h"

#define NOT_SOON UINT32_MAX // beyond anything foreseen
#define UNHURT   UINT16_MAX // hit points that last
#define STARVED  2          // ticks that a lack of inputs is taken to go on

void foresee_init(struct foresight *foresight)
{
    memset(foresight, 0, sizeof(*foresight));
}

static bool is_player(const struct snapshot *state, uint16_t slot)
{
    return slot < state->player_limit &&
           state->entity[slot].kind == ENTITY_PLAYER;
}

/* ---- from a state ---- */

/* Where everybody was between the last state and this one, on a straight way;
 * a new body has always stood where it is. */
static void keep_known(struct foresight *f, const struct snapshot *state)
{
    int64_t all = state->match.tick - f->from;
    const struct places last = f->known[f->from % PLACES_KEPT];
    for (int64_t done = 1; done <= all; done++) {
        struct places *now =
                &f->known[(f->from + (uint32_t)done) % PLACES_KEPT];
        for (uint16_t i = 0; i < state->player_limit; i++) {
            const struct entity *player = &state->entity[i];
            bool is_new = player->born > f->from;
            int32_t x = is_new ? player->x : last.x[i];
            int32_t y = is_new ? player->y : last.y[i];
            now->x[i] = (int32_t)(x + ((int64_t)player->x - x) * done / all);
            now->y[i] = (int32_t)(y + ((int64_t)player->y - y) * done / all);
        }
    }
}

/* `plain` says nothing of lags; those of own shots are known here. */
static void recall_lag(struct entity *shot, const struct client *client)
{
    unsigned at = shot->born % CLIENT_INPUTS;
    if (shot->kind == ENTITY_SHOT && shot->owner == client->welcome.slot &&
            client->sent_tick[at] == shot->born) {
        shot->lag = client->sent[at].lag;
    }
}

static void load(struct foresight *f, const struct client *client)
{
    const struct snapshot *state = &client->state;
    struct world *world = &f->world;
    world->match = state->match;
    world->match.ends_at = NOT_SOON;
    if (world->match.bout_at > world->match.tick) {
        world->match.bout_at = NOT_SOON;
    }
    world->lost = 0;
    world->call_count = world->call_later = 0;
    world->player_limit = state->player_limit;
    world->entity_limit = state->entity_limit;
    memcpy(world->past, f->known, sizeof(world->past));
    memset(f->ends_at, 0, sizeof(f->ends_at));
    for (uint16_t i = 0; i < state->entity_limit; i++) {
        struct entity *entity = &world->entity[i];
        *entity = state->entity[i];
        if (entity->kind == ENTITY_PLAYER && entity->hp > 0) {
            entity->hp = UNHURT;
        } else if (entity->kind == ENTITY_PLAYER) {
            entity->back_at = NOT_SOON;
        } else if (client->welcome.encoding == ENCODING_PLAIN) {
            recall_lag(entity, client);
        }
    }
}

static void note_things(struct foresight *f, const struct world *world)
{
    struct thing_places *place = &f->thing[world->match.tick % FORESEEN_TICKS];
    for (uint16_t i = 0; i < MAX_THINGS; i++) {
        const struct entity *thing = &world->entity[world->player_limit + i];
        place->x[i] = thing->x;
        place->y[i] = thing->y;
    }
}

/* Notes what is at the world's tick; hit points are as the state says. */
static void note(struct foresight *f, const struct client *client,
        const struct world *world)
{
    const struct snapshot *state = &client->state;
    uint32_t tick = world->match.tick;
    struct places *place = &f->place[tick % FORESEEN_TICKS];
    for (uint16_t i = 0; i < world->player_limit; i++) {
        place->x[i] = world->entity[i].x;
        place->y[i] = world->entity[i].y;
    }
    note_things(f, world);
    uint8_t slot = client->welcome.slot;
    struct entity *own = &f->own[tick % FORESEEN_TICKS];
    if (is_player(state, slot)) {
        *own = world->entity[slot];
        own->hp = state->entity[slot].hp;
        own->back_at = state->entity[slot].back_at;
        own->type = state->entity[slot].type;
        own->score = state->entity[slot].score;
    } else {
        *own = (struct entity){0};
    }
}

static void compare(struct foresight *f, const struct client *client)
{
    uint32_t tick = client->state.match.tick;
    uint8_t slot = client->welcome.slot;
    f->compared = false;
    if (!f->any || tick <= f->from || !is_player(&client->state, slot)) {
        return;
    }
    uint32_t gap = tick - f->from;
    foresee_until(f, client, tick);
    const struct entity *said = &client->state.entity[slot];
    const struct entity *own = foresee_own(f, tick);
    if (gap < FORESEEN_TICKS - 1 && own && own->born == said->born) {
        f->compared = true;
        f->miss_x = said->x - own->x;
        f->miss_y = said->y - own->y;
    }
}

void foresee_state(struct foresight *f, const struct client *client)
{
    const struct snapshot *state = &client->state;
    uint32_t tick = state->match.tick;
    compare(f, client);
    bool goes_on = f->any && tick > f->from && tick - f->from <= MAX_GAP;
    if (goes_on) {
        keep_known(f, state);
    }
    f->any = true;
    f->from = tick;
    load(f, client);
    if (!goes_on) {
        world_guess_past(&f->world);
        memcpy(f->known, f->world.past, sizeof(f->known));
    }
    note(f, client, &f->world);
}

/* ---- a tick ---- */

/* Whether the server had to do without the input that was sent for the state's
 * tick. What is behind it in the stream is late as well then. */
static bool is_starved(const struct client *client)
{
    const struct entity *self = &client->state.entity[client->welcome.slot];
    uint32_t tick = client->state.match.tick;
    const struct input *sent = &client->sent[tick % CLIENT_INPUTS];
    return client->sent_tick[tick % CLIENT_INPUTS] == tick &&
           (sent->buttons != self->buttons || sent->aim >> 8 != self->aim);
}

/* As server/inbox.h has it: the input for `tick`, else the last one before, but
 * after INPUT_HELD ticks without its buttons. */
static struct input own_input(const struct client *client, uint32_t tick)
{
    const struct entity *self = &client->state.entity[client->welcome.slot];
    uint32_t ago = 0;
    struct input input = {
            .buttons = self->buttons, .aim = (uint16_t)(self->aim << 8)};
    if (tick - client->state.match.tick <= STARVED && is_starved(client)) {
        return input;
    }
    while (ago < CLIENT_INPUTS &&
            client->sent_tick[(tick - ago) % CLIENT_INPUTS] != tick - ago) {
        ago++;
    }
    if (ago < CLIENT_INPUTS) {
        input = client->sent[(tick - ago) % CLIENT_INPUTS];
    } else if (!client->sent_any) { // pressed before this connection
        ago = tick - client->state.match.tick;
    }
    if (ago > INPUT_HELD) {
        input.buttons = 0;
    }
    return input;
}

static void hold_inputs(struct input *input, const struct world *world)
{
    for (uint16_t i = 0; i < world->player_limit; i++) {
        const struct entity *player = &world->entity[i];
        input[i] = (struct input){
                .buttons = player->buttons & (uint8_t)~BUTTON_FIRE,
                .aim = (uint16_t)(player->aim << 8)};
    }
}

/* Who spawned by a rule stays: where it went is the server's secret. */
static void undo_spawns(struct world *world, const struct entity *before)
{
    for (uint16_t i = 0; i < world->player_limit; i++) {
        if (world->entity[i].born != before[i].born) {
            world->entity[i] = before[i];
        }
    }
}

/* Of the state's shots, those that are over in `next`; what that said of an
 * input that was not sent does not count. */
static void note_ends(struct foresight *f)
{
    const struct world *now = &f->world;
    const struct world *next = &f->next;
    for (uint16_t i = now->player_limit; i < now->entity_limit; i++) {
        bool goes_on = next->entity[i].kind == ENTITY_SHOT &&
                       next->entity[i].born == now->entity[i].born;
        if (f->ends_at[i] > now->match.tick) {
            f->ends_at[i] = 0;
        }
        if (now->entity[i].kind == ENTITY_SHOT && !goes_on &&
                f->ends_at[i] == 0) {
            f->ends_at[i] = next->match.tick;
        }
    }
}

/* From `f->world` to `f->next`. */
static void step(struct foresight *f, const struct client *client,
        const struct input *own)
{
    struct input input[MAX_PLAYERS];
    struct world *next = &f->next;
    uint8_t slot = client->welcome.slot;
    hold_inputs(input, &f->world);
    if (own && slot < f->world.player_limit) {
        input[slot] = *own;
    }
    *next = f->world;
    sim_step(next, &client->rules.rules, input);
    undo_spawns(next, f->world.entity);
    note(f, client, next);
    note_ends(f);
}

static bool can_step(const struct foresight *f, const struct client *client)
{
    return f->any && client->state_seen && client->rules_seen;
}

void foresee_until(
        struct foresight *f, const struct client *client, uint32_t tick)
{
    bool plays = is_player(&client->state, client->welcome.slot);
    while (can_step(f, client) && f->world.match.tick < tick &&
            f->world.match.tick - f->from < FORESEEN_TICKS - 2) {
        struct input own = {0};
        if (plays) {
            own = own_input(client, f->world.match.tick + 1);
        }
        step(f, client, plays ? &own : NULL);
        f->world = f->next;
    }
}

void foresee_next(struct foresight *f, const struct client *client,
        const struct input *input)
{
    if (can_step(f, client)) {
        step(f, client,
                is_player(&client->state, client->welcome.slot) ? input : NULL);
    }
}

const struct entity *foresee_own(const struct foresight *f, uint32_t tick)
{
    const struct entity *own = &f->own[tick % FORESEEN_TICKS];
    bool known = f->any && tick - f->from <= f->world.match.tick + 1 - f->from;
    return known && own->kind == ENTITY_PLAYER ? own : NULL;
}
