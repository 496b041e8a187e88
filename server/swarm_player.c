/* SPDX-License-Identifier: MIT */
#include "server/swarm_player.h"

#include <stdio.h>
#include <string.h>

#include "server/clock.h"
#include "server/crypto.h"
#include "shared/delta.h"
#include "shared/rng.h"
#include "shared/sim_hash.h"

#define ECHO_MAX_NS   NS_PER_S // an input not seen applied by then is lost
#define MARGIN_MIN_NS NS_PER_MS
#define MARGIN_MAX_NS (6 * NS_PER_TICK)
#define WINDOW_FRAMES 15
#define STALL_PLAY_NS (3 * NS_PER_S) // between two stalls

void player_init(struct player *player, unsigned index, uint8_t encoding,
        struct figures *figures, FILE *record)
{
    memset(player, 0, sizeof(*player));
    player->index = index;
    player->figures = figures;
    player->encoding = encoding;
    player->record = record;
    player->margin_ns = 2 * MARGIN_MIN_NS;
    crypto_random((uint8_t *)&player->rng, sizeof(player->rng));
    client_init(&player->client);
}

static void lose(struct player *player, const char *why)
{
    struct figures *figures = player->figures;

    if (player->state == PLAYER_LOST) {
        return;
    }
    player->state = PLAYER_LOST;
    figures->dropped++;
    if (!figures->reason[0]) {
        snprintf(figures->reason, sizeof(figures->reason), "%s", why);
    }
}

/* ---- what the connection tells ---- */

static void join(void *self)
{
    struct player *player = self;
    struct msg_join msg = {
            .encodings = 1U << ENCODING_PLAIN | 1U << player->encoding};
    uint8_t bytes[128];

    if (player->encoding == ENCODING_REPLICA) {
        msg.sim_hash = SIM_HASH;
    }
    snprintf(msg.name, sizeof(msg.name), "swarm %u", player->index);
    conn_send(&player->conn, bytes, proto_put_join(bytes, sizeof(bytes), &msg));
}

static void gone(void *self, const char *why)
{
    lose(self, why);
}

/* The state of tick t cannot come before its step: the earliest of half a
 * second tells the server's clock, which falls behind ours when it misses
 * ticks. */
static void learn_clock(struct player *player)
{
    uint64_t tick_ns = player->client.state.match.tick * NS_PER_TICK;
    int64_t zero_ns = (int64_t)(player->now_ns - tick_ns);

    if (player->frame_ns == 0 || zero_ns < player->tick_zero_ns) {
        player->tick_zero_ns = zero_ns;
    }
    if (player->window_frames == 0 || zero_ns < player->window_zero_ns) {
        player->window_zero_ns = zero_ns;
    }
    if (++player->window_frames == WINDOW_FRAMES) {
        player->tick_zero_ns = player->window_zero_ns;
        player->window_frames = 0;
    }
}

/* Inputs that come late are sent earlier next time. Otherwise a little later
 * each time, since what waits for its tick is lag. */
static void steer(struct player *player)
{
    int16_t lead = player->client.timing.lead;

    player->is_early = lead > 0;
    if (lead < 0) {
        player->margin_ns += NS_PER_MS;
    } else {
        player->margin_ns -= NS_PER_MS / 50;
    }
    if (player->margin_ns < MARGIN_MIN_NS) {
        player->margin_ns = MARGIN_MIN_NS;
    } else if (player->margin_ns > MARGIN_MAX_NS) {
        player->margin_ns = MARGIN_MAX_NS;
    }
}

static void note_echo(struct player *player, uint64_t ns)
{
    player->probe_ns = 0;
    if (player->measuring) {
        spread_add(&player->figures->echo, ns);
        player->figures->lost_echoes += ns >= ECHO_MAX_NS;
    }
}

static const struct entity *own_entity(const struct player *player)
{
    uint8_t slot = player->client.welcome.slot;
    const struct snapshot *state = &player->client.state;

    return slot < state->player_limit ? &state->entity[slot] : NULL;
}

static bool is_alive(const struct player *player)
{
    const struct entity *own = own_entity(player);

    return own && own->kind == ENTITY_PLAYER && own->hp > 0;
}

static void look_for_echo(struct player *player)
{
    if (player->probe_ns == 0) {
        return;
    }
    if (!is_alive(player)) {
        player->probe_ns = 0; // the dead press nothing
    } else if (own_entity(player)->buttons == player->input.buttons) {
        note_echo(player, player->now_ns - player->probe_ns);
    }
}

static void take_frame(struct player *player)
{
    if (player->measuring) {
        player->frames++;
        player->figures->frames++;
        if (player->frame_ns != 0) {
            spread_add(
                    &player->figures->gap, player->now_ns - player->frame_ns);
        }
    }
}

/* Whether what came is still from before a stall: the server was asked for its
 * tick when that ended. Notes how long it took to be in step again. */
static bool is_behind(struct player *player)
{
    struct figures *figures = player->figures;

    if (player->resumed_ns == 0) {
        return false;
    }
    if (player->client.state.match.tick < player->in_step_at) {
        return true;
    }
    if (player->measuring) {
        uint64_t bytes = player->conn.bytes - player->resumed_from;
        spread_add(&figures->recovery, player->now_ns - player->resumed_ns);
        if (bytes > figures->backlog_most) {
            figures->backlog_most = bytes;
        }
    }
    player->resumed_ns = 0;
    player->frame_ns = 0; // the stall is no gap of the server's
    return false;
}

static void take_state(struct player *player)
{
    if (is_behind(player)) {
        return;
    }
    take_frame(player);
    learn_clock(player);
    player->frame_ns = player->now_ns;
    player->state = PLAYER_IN;
    look_for_echo(player);
}

static void ask_again(struct player *player)
{
    uint8_t bytes[16];

    if (player->measuring) {
        player->figures->unreadable++;
    }
    take_frame(player);
    conn_send(&player->conn, bytes, proto_put_resync(bytes, sizeof(bytes)));
}

/* Length-prefixed, as tests/conformance/README.md says. */
static void record(FILE *file, const uint8_t *bytes, size_t len)
{
    uint8_t prefix[4];

    for (unsigned i = 0; i < sizeof(prefix); i++) {
        prefix[i] = (uint8_t)(len >> (8 * i));
    }
    fwrite(prefix, 1, sizeof(prefix), file);
    fwrite(bytes, 1, len, file);
}

static void read_message(void *self, const uint8_t *bytes, size_t len)
{
    struct player *player = self;

    if (player->record) {
        record(player->record, bytes, len);
    }
    switch (client_read(&player->client, bytes, len)) {
    case CLIENT_STATE:
        take_state(player);
        return;
    case CLIENT_LOST:
        ask_again(player);
        return;
    case CLIENT_TIMING:
        steer(player);
        return;
    case CLIENT_PONG:
        player->in_step_at = player->client.pong.tick;
        return;
    case CLIENT_BROKEN:
        conn_close(&player->conn);
        lose(player, "the server sent what is no message");
        return;
    default:
        return;
    }
}

bool player_connect(struct player *player, const struct conn_target *target,
        uint64_t now_ns)
{
    const struct conn_host host = {.self = player,
            .opened = join,
            .message = read_message,
            .ended = gone};

    player->now_ns = now_ns;
    player->state = PLAYER_JOINING;
    if (!conn_open(&player->conn, target, &host)) {
        lose(player, "no socket for another client");
        return false;
    }
    return true;
}

void player_ready(struct player *player, uint64_t now_ns)
{
    player->now_ns = now_ns;
    conn_ready(&player->conn);
}

/* ---- what it presses ---- */

static uint8_t random_buttons(uint64_t *rng)
{
    static const uint8_t ways[] = {0, BUTTON_UP, BUTTON_UP | BUTTON_RIGHT,
            BUTTON_RIGHT, BUTTON_RIGHT | BUTTON_DOWN, BUTTON_DOWN,
            BUTTON_DOWN | BUTTON_LEFT, BUTTON_LEFT, BUTTON_LEFT | BUTTON_UP};
    uint8_t way = ways[rng_below(rng, sizeof(ways))];

    return rng_below(rng, 2) ? way | BUTTON_FIRE : way;
}

/* Presses something else, and turns at up to a turn in two seconds. */
static void change_mind(struct player *player)
{
    uint8_t before = player->input.buttons;

    while (player->input.buttons == before) {
        player->input.buttons = random_buttons(&player->rng);
    }
    player->turn = (int32_t)rng_below(&player->rng, 2185) - 1092;
    player->change_at_ns =
            player->now_ns + (100 + rng_below(&player->rng, 801)) * NS_PER_MS;
    if (is_alive(player) &&
            own_entity(player)->buttons != player->input.buttons) {
        player->probe_ns = player->now_ns;
    }
}

/* Waits for the echo of the change before: two at once could not be told from
 * each other. */
static void play(struct player *player)
{
    if (player->probe_ns != 0 &&
            player->now_ns - player->probe_ns >= ECHO_MAX_NS) {
        note_echo(player, ECHO_MAX_NS);
    }
    if (player->probe_ns == 0 && player->now_ns >= player->change_at_ns) {
        change_mind(player);
    }
    player->input.aim = (uint16_t)(player->input.aim + player->turn);
}

/* The tick of the first step that an input sent now is in time for. */
static uint32_t next_tick(const struct player *player)
{
    uint64_t since_ns =
            player->now_ns + player->margin_ns - (uint64_t)player->tick_zero_ns;

    return (uint32_t)(since_ns / NS_PER_TICK) + 1;
}

void player_press(struct player *player, uint64_t now_ns)
{
    uint8_t bytes[64];

    if (player->state != PLAYER_IN || player->is_stalled) {
        return;
    }
    player->now_ns = now_ns;
    uint32_t due = next_tick(player);
    uint32_t tick = due > player->target ? due : player->target + 1;
    if (tick > due + 1 || (tick > due && player->is_early)) {
        player->is_early = false;
        return; // we are ahead of the server's clock: let it catch up
    }
    play(player);
    player->target = tick;
    size_t len = client_put_input(&player->client, bytes, sizeof(bytes), tick,
            player->client.state.match.tick, &player->input);
    if (conn_send(&player->conn, bytes, len) && player->measuring) {
        player->figures->inputs++;
    }
}

/* ---- stalls ---- */

static void read_again(struct player *player)
{
    const struct msg_ping ping = {.number = 1};
    uint8_t bytes[16];

    player->resumed_ns = player->now_ns;
    player->resumed_from = player->conn.bytes;
    player->in_step_at = UINT32_MAX; // until the answer comes
    conn_send(
            &player->conn, bytes, proto_put_ping(bytes, sizeof(bytes), &ping));
}

bool player_stall(struct player *player, unsigned seconds, uint64_t now_ns)
{
    uint64_t stall_ns = seconds * NS_PER_S;

    if (player->state != PLAYER_IN) {
        return false;
    }
    player->now_ns = now_ns;
    if (player->stall_ns == 0) {
        player->stall_ns = now_ns + STALL_PLAY_NS +
                           rng_below(&player->rng, 1000) * stall_ns / 1000;
    }
    if (now_ns < player->stall_ns) {
        return false;
    }
    player->is_stalled = !player->is_stalled;
    player->stall_ns = now_ns + (player->is_stalled ? stall_ns : STALL_PLAY_NS);
    player->probe_ns = 0;
    if (!player->is_stalled) {
        read_again(player);
    }
    return true;
}

/* ---- the window ---- */

void player_measure(struct player *player)
{
    player->measuring = true;
    player->bytes_before = player->conn.bytes;
    player->probe_ns = 0;
}

void player_leave(struct player *player)
{
    uint8_t bytes[16];

    if (player->measuring) {
        player->figures->bytes += player->conn.bytes - player->bytes_before;
        if (player->state == PLAYER_IN &&
                player->frames < player->figures->frames_least) {
            player->figures->frames_least = player->frames;
        }
    }
    player->measuring = false;
    player->state = PLAYER_ABSENT;
    conn_send(&player->conn, bytes, proto_put_leave(bytes, sizeof(bytes)));
    conn_close(&player->conn);
}
