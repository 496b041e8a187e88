/* SPDX-License-Identifier: MIT
 *
 * Effects. What an event is about and what an op takes stands in the lists of
 * shared/rules.h; the file's own tables say the same, but are not believed.
 */
#include <stdio.h>
#include <string.h>

#include "server/db.h"
#include "server/rulebook_inside.h"

static const char effect_query[] =
        "SELECT id, event, if_role, if_other, if_team, if_alive, if_thing, "
        "if_into, if_timer, if_carry, if_in, if_out, if_alone, op, who, n, arg "
        "FROM effect WHERE mode = ?1 ORDER BY seq, id";

enum { // the columns of that query
    AT_ID,
    AT_EVENT,
    AT_IF_ROLE,
    AT_IF_OTHER,
    AT_IF_TEAM,
    AT_IF_ALIVE,
    AT_IF_THING,
    AT_IF_INTO,
    AT_IF_TIMER,
    AT_IF_CARRY,
    AT_IF_IN,
    AT_IF_OUT,
    AT_IF_ALONE,
    AT_OP,
    AT_WHO,
    AT_N,
    AT_ARG
};

/* ---- words ---- */

static const struct {
    const char *word;
    uint8_t parts; // enum event_parts
} events[] = {
#define X(name, parts, doc) {#name, parts},
        RULES_EVENTS(X)
#undef X
};

static const char *const event_words[] = {
#define X(name, parts, doc) #name,
        RULES_EVENTS(X)
#undef X
};

static const char *const op_words[] = {
#define X(name, unit, low, high, arg, doc) #name,
        RULES_OPS(X)
#undef X
};

static const char *const who_words[] = {
#define X(name, doc) #name,
        RULES_WHOS(X)
#undef X
};

static const char *const team_words[] = {"", "same", "other"};

/* ---- what an op takes ---- */

// what amounts are read in
#define UNIT_OF_NONE   UNIT_COUNT
#define UNIT_OF_POINTS UNIT_POINTS
#define UNIT_OF_HP     UNIT_HP
#define UNIT_OF_SPEED  UNIT_SPEED
#define UNIT_OF_TIME   UNIT_TIME
#define UNIT_OF_TEAM   UNIT_COUNT
#define UNIT_OF_LENGTH UNIT_WHOLE
#define UNIT_OF_ANY    UNIT_COUNT

static const struct {
    struct rules_column n;
    enum amount_unit unit;
    enum arg_kind arg;
} ops[] = {
#define X(name, unit, low, high, arg, doc)                                    \
    {{"n", UNIT_OF_##unit, low, high, FIELD(rules_effect, n)}, AMOUNT_##unit, \
            ARG_##arg},
        RULES_OPS(X)
#undef X
};

static bool is_done_to_thing(const struct rules_effect *effect)
{
    return effect->op == OP_CARRY || effect->op == OP_TAKE ||
           effect->op == OP_OWN ||
           (effect->op == OP_HOME && effect->arg == NO_THING);
}

static void read_amount(struct rules_reader *in, struct rules_effect *effect)
{
    enum amount_unit unit = ops[effect->op].unit;

    if (unit == AMOUNT_ANY) {
        rules_read_optional(in, AT_N, &ops[effect->op].n, effect);
    } else if (unit != AMOUNT_NONE) {
        rules_read_number(in, AT_N, &ops[effect->op].n, effect);
    } else if (!db_is_null(in->stmt, AT_N)) {
        rules_report_add(in->report, rules_here(in, "n"),
                "this op takes none; leave it NULL");
    }
}

static void read_arg(struct rules_reader *in, struct rules_effect *effect)
{
    static const struct {
        const char *word;
        enum rules_named named;
        bool maybe;
    } args[] = {
            [ARG_ROLE] = {"role", NAMED_ROLE, false},
            [ARG_MAYBE_ROLE] = {"role", NAMED_ROLE, true},
            [ARG_THING] = {"thing", NAMED_THING, false},
            [ARG_MAYBE_THING] = {"thing", NAMED_THING, true},
            [ARG_SCRIPT] = {"script", NAMED_SCRIPT, false},
    };
    enum arg_kind arg = ops[effect->op].arg;
    bool is_null = db_is_null(in->stmt, AT_ARG);

    if (arg == ARG_NONE && !is_null) {
        rules_report_add(in->report, rules_here(in, "arg"),
                "this op takes none; leave it NULL");
    } else if (arg != ARG_NONE && is_null && !args[arg].maybe) {
        rules_report_add(in->report, rules_here(in, "arg"),
                "it is empty; this op needs a %s of this mode", args[arg].word);
        effect->arg = 0;
    } else if (arg != ARG_NONE) {
        effect->arg = rules_read_name(in, AT_ARG, "arg", args[arg].named);
    }
}

/* ---- what an event is about ---- */

/* A condition that is given needs one of `parts`. */
static void check_part(struct rules_reader *in, uint8_t has, const char *column,
        bool given, uint8_t parts)
{
    if (given && (has & parts) == 0) {
        rules_report_add(in->report, rules_here(in, column),
                "event %.60s is not about such; see table events",
                db_text(in->stmt, AT_EVENT));
    }
}

static void check_parts(
        struct rules_reader *in, const struct rules_effect *effect)
{
    uint8_t has = events[effect->event].parts;
    bool of_actor = effect->who != WHO_ALL && effect->who != WHO_TARGET;

    check_part(in, has, "if_other", effect->if_other != ROLE_ANY, HAS_TARGET);
    check_part(in, has, "if_team", effect->if_team != TEAM_ANY,
            HAS_TARGET | HAS_THING);
    check_part(in, has, "if_alive", effect->if_alive != ALIVE_ANY, HAS_ACTOR);
    check_part(in, has, "if_thing", effect->if_thing != NO_THING, HAS_THING);
    check_part(in, has, "if_into", effect->if_into != NO_THING, HAS_INTO);
    check_part(in, has, "if_timer", effect->if_timer != TIMER_ANY, HAS_TIMER);
    check_part(in, has, "if_carry", effect->if_carry != NO_THING, HAS_ACTOR);
    check_part(in, has, "if_in", effect->if_in != NO_THING, HAS_ACTOR);
    check_part(in, has, "if_out", effect->if_out != NO_THING, HAS_ACTOR);
    check_part(in, has, "if_alone", effect->if_alone, HAS_THING);
    check_part(in, has, "who", effect->who == WHO_TARGET, HAS_TARGET);
    check_part(in, has, "who", of_actor && rules_has_who(effect), HAS_ACTOR);
    check_part(in, has, "op", is_done_to_thing(effect), HAS_THING);
}

/* ---- effects ---- */

static void read_conditions(
        struct rules_reader *in, struct rules_effect *effect)
{
    static const struct rules_column if_alive =
            RULES_COLUMN(if_alive, rules_effect, if_alive, COUNT, 0, 1);
    static const struct rules_column if_alone =
            RULES_COLUMN(if_alone, rules_effect, if_alone, COUNT, 0, 1);

    effect->if_role = rules_read_name(in, AT_IF_ROLE, "if_role", NAMED_ROLE);
    effect->if_other = rules_read_name(in, AT_IF_OTHER, "if_other", NAMED_ROLE);
    effect->if_team = rules_read_word(
            in, AT_IF_TEAM, "if_team", team_words, ARRAY_LEN(team_words));
    if (!db_is_null(in->stmt, AT_IF_ALIVE)) {
        rules_read_number(in, AT_IF_ALIVE, &if_alive, effect);
        effect->if_alive = effect->if_alive ? ALIVE_YES : ALIVE_NO;
    }
    effect->if_thing =
            rules_read_name(in, AT_IF_THING, "if_thing", NAMED_THING);
    effect->if_into = rules_read_name(in, AT_IF_INTO, "if_into", NAMED_THING);
    effect->if_timer =
            rules_read_name(in, AT_IF_TIMER, "if_timer", NAMED_TIMER);
    effect->if_carry =
            rules_read_name(in, AT_IF_CARRY, "if_carry", NAMED_THING);
    effect->if_in = rules_read_name(in, AT_IF_IN, "if_in", NAMED_THING);
    effect->if_out = rules_read_name(in, AT_IF_OUT, "if_out", NAMED_THING);
    rules_read_number(in, AT_IF_ALONE, &if_alone, effect);
}

static void read_effect(struct rules_reader *in, struct rules_effect *effect)
{
    *effect = rules_any_effect();
    effect->event = rules_read_word(
            in, AT_EVENT, "event", event_words, ARRAY_LEN(event_words));
    read_conditions(in, effect);
    effect->op =
            rules_read_word(in, AT_OP, "op", op_words, ARRAY_LEN(op_words));
    effect->who =
            rules_read_word(in, AT_WHO, "who", who_words, ARRAY_LEN(who_words));
    read_amount(in, effect);
    read_arg(in, effect);
    check_parts(in, effect);
}

void rulebook_read_effects(struct rules_reader *in)
{
    struct rules *rules = in->rules;

    rules_ask(in, "effect", effect_query, rules->mode);
    while (rules_next_of(
            in, rulebook_of_mode(in), rules->effect_count, MAX_EFFECTS)) {
        snprintf(in->row, sizeof(in->row), "%lld: %s, %.*s",
                (long long)db_int(in->stmt, AT_ID), rules->mode, ID_BYTES / 2,
                db_text(in->stmt, AT_EVENT));
        read_effect(in, &rules->effect[rules->effect_count++]);
    }
    rules_index(rules);
}
