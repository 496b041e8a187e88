/* SPDX-License-Identifier: MIT
 *
 * Tables team, room and say.
 */
#include "server/scripts_inside.h"

#include <stdio.h>
#include <string.h>

#include "shared/rules.h"
#include "shared/wire.h"

/* ---- team ---- */

static struct sandbox_rows team_rows(void *arg)
{
    return (struct sandbox_rows){1, rules_of(arg)->teams + 1, 1};
}

static bool has_team(void *arg, int row)
{
    (void)arg;
    (void)row;
    return true;
}

static int16_t *score_of(void *arg, int team)
{
    struct match *match = &world_of(arg)->match;
    int16_t *const score[MAX_TEAMS] = {
            &match->score1, &match->score2, &match->score3, &match->score4};
    return score[team - 1];
}

/* How many players there are, of a team (0: of all), with at least `hp`. */
static struct cell players_count(void *arg, int team, unsigned hp)
{
    int count = 0;

    for (int i = 0; i < world_of(arg)->player_limit; i++) {
        const struct entity *player = entity_of(arg, i);
        count += player->kind == ENTITY_PLAYER && player->hp >= hp &&
                 (team == 0 || player->team == team);
    }
    return cell_int(count);
}

static struct cell get_team_number(void *arg, int row)
{
    (void)arg;
    return cell_int(row);
}

static struct cell get_team_score(void *arg, int row)
{
    return cell_int(*score_of(arg, row));
}

static bool set_team_score(SET_ARGS)
{
    if (!cell_within(to, -30000, 30000, "points", error)) {
        return false;
    }
    *score_of(arg, row) = (int16_t)cell_in(to, 1);
    return true;
}

static struct cell get_players(void *arg, int row)
{
    return players_count(arg, row, 0);
}

static struct cell get_living(void *arg, int row)
{
    return players_count(arg, row, 1);
}

static const struct sandbox_column team_columns[] = {
        {"team", "INTEGER", get_team_number, NULL, "its number"},
        {"score", "INTEGER", get_team_score, set_team_score, "points"},
        {"players", "INTEGER", get_players, NULL, "how many are in it"},
        {"alive", "INTEGER", get_living, NULL, "how many of them are alive"},
};

const struct sandbox_table scripts_team_table = {
        .name = "team",
        .column = team_columns,
        .column_count = ARRAY_LEN(team_columns),
        .rows = team_rows,
        .has = has_team,
};

/* ---- room ---- */

static struct sandbox_rows room_rows(void *arg)
{
    (void)arg;
    return (struct sandbox_rows){0, 1, 0};
}

static bool has_room(void *arg, int row)
{
    (void)arg;
    return row == 0;
}

static struct cell get_tick(void *arg, int row)
{
    (void)row;
    return cell_int(world_of(arg)->match.tick);
}

static struct cell get_phase(void *arg, int row)
{
    static const char *const words[PHASE_COUNT] = {
            "play", "results", "warmup", "overtime"};
    (void)row;
    return cell_text(words[world_of(arg)->match.phase]);
}

static struct cell get_time(void *arg, int row)
{
    (void)row;
    return cell_real(-cell_until(arg, world_of(arg)->match.bout_at).real);
}

static struct cell get_left(void *arg, int row)
{
    uint32_t ends_at = world_of(arg)->match.ends_at;
    (void)row;
    return ends_at == 0 ? cell_null() : cell_until(arg, ends_at);
}

static bool set_left(SET_ARGS)
{
    struct match *match = &world_of(arg)->match;
    (void)row;

    if (match->ends_at == 0 || match->phase == PHASE_RESULTS) {
        snprintf(error, SANDBOX_SENTENCE,
                "only the time of a round under way can be changed");
        return false;
    }
    if (!cell_within(to, 0, 3600, "s", error)) {
        return false;
    }
    match->ends_at = cell_tick(arg, to);
    return true;
}

static struct cell get_mode(void *arg, int row)
{
    (void)row;
    return cell_text(rules_of(arg)->mode);
}

static struct cell get_map(void *arg, int row)
{
    (void)row;
    return cell_text(rules_of(arg)->map);
}

static struct cell get_width(void *arg, int row)
{
    (void)row;
    return cell_real((double)rules_of(arg)->width / UNIT);
}

static struct cell get_height(void *arg, int row)
{
    (void)row;
    return cell_real((double)rules_of(arg)->height / UNIT);
}

static struct cell get_room_a(void *arg, int row)
{
    (void)row;
    return cell_int(world_of(arg)->room_memo.a);
}

static struct cell get_room_b(void *arg, int row)
{
    (void)row;
    return cell_int(world_of(arg)->room_memo.b);
}

static bool set_room_a(SET_ARGS)
{
    (void)row;
    return cell_read_memo(to, &world_of(arg)->room_memo.a, error);
}

static bool set_room_b(SET_ARGS)
{
    (void)row;
    return cell_read_memo(to, &world_of(arg)->room_memo.b, error);
}

static const struct sandbox_column room_columns[] = {
        {"tick", "INTEGER", get_tick, NULL,
                "1/30 s, from the beginning of the room"},
        {"phase", "TEXT", get_phase, NULL, "warmup, play, overtime or results"},
        {"time", "REAL", get_time, NULL, "s since the bout began"},
        {"left", "REAL", get_left, set_left,
                "s until the phase ends; NULL: players are missing"},
        {"players", "INTEGER", get_players, NULL, "how many there are"},
        {"alive", "INTEGER", get_living, NULL, "how many of them are alive"},
        {"mode", "TEXT", get_mode, NULL, "its id"},
        {"map", "TEXT", get_map, NULL, "its id"},
        {"width", "REAL", get_width, NULL, "u"},
        {"height", "REAL", get_height, NULL, "u"},
        {"a", "INTEGER", get_room_a, set_room_a,
                "a whole number of the mode's own; 0 when a round begins"},
        {"b", "INTEGER", get_room_b, set_room_b, "another"},
};

const struct sandbox_table scripts_room_table = {
        .name = "room",
        .column = room_columns,
        .column_count = ARRAY_LEN(room_columns),
        .rows = room_rows,
        .has = has_room,
};

/* ---- say ---- */

static struct sandbox_rows say_rows(void *arg)
{
    (void)arg;
    return (struct sandbox_rows){0, 0, 0};
}

static bool has_line(void *arg, int row)
{
    const struct scripts_room *room = arg;
    return row < (int)room->said || (row == SAY_MAX && room->unsaid > 0);
}

static struct cell get_nothing(void *arg, int row)
{
    (void)arg;
    (void)row;
    return cell_null();
}

/* One too many is written down and looked at like any, and then forgotten. */
static int add_line(
        void *arg, const struct cell *cell, char error[SANDBOX_SENTENCE])
{
    struct scripts_room *room = arg;
    unsigned row = room->said;
    (void)cell;
    (void)error;

    room->say[row] = (struct scripts_line){.slot = NO_SLOT};
    if (row == SAY_MAX) {
        room->unsaid++;
    } else {
        room->said++;
    }
    return (int)row;
}

static bool set_listener(SET_ARGS)
{
    struct scripts_room *room = arg;
    return cell_read_slot(arg, to, &room->say[row].slot, error);
}

static bool set_text(SET_ARGS)
{
    char number[48];
    struct scripts_room *room = arg;
    bool is_text = to->type == CELL_TEXT;
    const char *text = is_text ? to->text : cell_shown(to, number);
    size_t len = is_text ? to->len : strlen(text);

    if (len < 1 || len > CHAT_BYTES ||
            !wire_is_text((const uint8_t *)text, len)) {
        snprintf(error, SANDBOX_SENTENCE,
                "it has to be 1..%d bytes of UTF-8, no control characters",
                CHAT_BYTES);
        return false;
    }
    memcpy(room->say[row].text, text, len);
    return true;
}

static bool settle_line(void *arg, int row, char error[SANDBOX_SENTENCE])
{
    const struct scripts_room *room = arg;

    if (room->say[row].text[0] == '\0') {
        snprintf(error, SANDBOX_SENTENCE, "a sentence needs a text");
        return false;
    }
    return true;
}

static const struct sandbox_column say_columns[] = {
        {"slot", "INTEGER", get_nothing, set_listener, "to whom; NULL: to all"},
        {"text", "TEXT", get_nothing, set_text,
                "up to 200 bytes; 8 lines a tick are told, further ones left "
                "out"},
};

const struct sandbox_table scripts_say_table = {
        .name = "say",
        .column = say_columns,
        .column_count = ARRAY_LEN(say_columns),
        .rows = say_rows,
        .has = has_line,
        .add = add_line,
        .settle = settle_line,
};
