/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "server/clock.h"
#include "server/log.h"
#include "server/room.h"
#include "server/room_inside.h"
#include "server/stats.h"
#include "server/text.h"

// The log says so much of their failures.
#define LOG_NS    (10 * NS_PER_S)
#define LOG_BURST 3

/* Under the mode's title: nobody shall take it for the server's own word. */
static void say(struct room *room, const struct scripts_line *line)
{
    char text[NOTICE_BYTES];

    snprintf(text, sizeof(text), "%s: %s", room->rules->title, line->text);
    text_tidy(text);
    if (line->slot == NO_SLOT) {
        room_notice(room, NOTICE_INFO, text);
        return;
    }
    for (struct member *m = room->members; m; m = m->next) {
        if (m->slot == line->slot) {
            room_notice_to(m, NOTICE_INFO, text);
        }
    }
}

static void log_failure(const struct room *room, const char *error)
{
    char subject[ID_BYTES + 8];

    snprintf(subject, sizeof(subject), "room %s", room->id);
    log_line(LOG_WARN, subject, "a script failed, reason=%s", error);
}

/* Its author may be among the players, and hardly reads the log. */
static void tell_switched_off(struct room *room, const char *error)
{
    char text[NOTICE_BYTES];

    snprintf(text, sizeof(text), "%s", error);
    text_tidy(text);
    room_notice(room, NOTICE_RULES_WRONG, text);
}

static void note_failure(
        struct room *room, const struct scripts_result *result, uint64_t now_ns)
{
    stats_add(STAT_SCRIPT_FAILURES, 1);
    if (result->switched_off) {
        stats_add(STAT_SCRIPTS_OFF, 1);
        tell_switched_off(room, result->error);
    }
    if (rate_allows(&room->script_log, now_ns, LOG_NS, LOG_BURST)) {
        log_failure(room, result->error);
    }
}

void room_run_scripts(struct room *room, uint64_t now_ns)
{
    struct scripts_result result;

    if (room->world.call_count == 0) {
        return;
    }
    scripts_run(room->scripts, room->book, room->rules, &room->world,
            &room->script_state, &result);
    stats_script_time(result.took_ns);
    stats_add(STAT_SCRIPTS_LEFT_OUT, result.left_out);
    for (unsigned i = 0; i < result.said; i++) {
        if (rate_allows(&room->script_say, now_ns, SCRIPTS_SAY_NS,
                    SCRIPTS_SAY_BURST)) {
            say(room, &result.say[i]);
        } else {
            result.unsaid++;
        }
    }
    stats_add(STAT_SCRIPT_LINES_LEFT_OUT, result.unsaid);
    if (result.failed) {
        note_failure(room, &result, now_ns);
    }
}
