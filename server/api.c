/* SPDX-License-Identifier: MIT */
#include "server/api.h"

#include <inttypes.h>
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/buf.h"
#include "server/rulebook.h"
#include "server/rules_row.h"
#include "server/rules_text.h"
#include "server/stats.h"
#include "server/text.h"
#include "server/worker.h"

#define JSON "application/json"
#define TEXT "text/plain; charset=utf-8"

// Room for one of each in JSON, the longest there can be: ids are plain, but
// what modders write may be escaped, six bytes for one.
#define ROOM_BYTES    256
#define WORD_BYTES    64 // of a mod's version or author
#define MOD_BYTES     (64 + 6 * (ID_BYTES + TITLE_BYTES + 2 * WORD_BYTES))
#define MODE_BYTES    (256 + 6 * (3 * ID_BYTES + TITLE_BYTES + HINT_BYTES))
#define MAP_BYTES     (6 * ID_BYTES + 4)
#define PROBLEM_BYTES (64 + 6 * (int)sizeof(struct rules_problem))
#define METRICS_BYTES 32768

/* ---- putting answers together ---- */

/* Without memory the text has failed from the beginning. */
static struct text begin(struct api_answer *out, const char *type, size_t cap)
{
    static char nowhere[1];

    *out = (struct api_answer){.status = 200, .type = type};
    out->body = buf_create(cap);
    if (!out->body) {
        return (struct text){.at = nowhere, .cap = 1, .failed = true};
    }
    return text_in((char *)out->body->bytes, cap);
}

static void end(struct api_answer *out, const struct text *text)
{
    if (text->failed) {
        buf_unref(out->body);
        out->body = NULL;
    } else {
        out->body->len = text->len;
    }
}

void api_say(struct api_answer *out, int status, const char *sentence)
{
    struct text text = begin(out, TEXT, strlen(sentence) + 2);

    text_put(&text, "%s\n", sentence);
    out->status = status;
    end(out, &text);
}

void api_refuse(struct api_answer *out, int status, const char *sentence)
{
    struct text text = begin(out, JSON, 6 * strlen(sentence) + 32);

    text_put(&text, "{\"error\":");
    text_put_json(&text, sentence);
    text_put(&text, "}\n");
    out->status = status;
    end(out, &text);
}

/* `before` is what separates it from the member before: "{" or ",". */
static void put_member(struct text *text, const char *before, const char *name,
        const char *value)
{
    text_put(text, "%s\"%s\":", before, name);
    text_put_json(text, value);
}

/* ---- rooms ---- */

static void put_room(struct text *text, const struct room_report *room)
{
    put_member(text, "{", "id", room->id);
    put_member(text, ",", "mode", room->mode);
    put_member(text, ",", "map", room->map);
    text_put(text,
            ",\"players\":%u,\"bots\":%u,\"max_players\":%u,\"tick\":%" PRIu32
            "}",
            room->players, room->bots, room->max_players, room->tick);
}

static void answer_rooms(const struct api_view *view, struct api_answer *out)
{
    unsigned count;
    struct room_report *rooms = lobby_list(view->lobby, &count);
    struct text text = begin(out, JSON, 16 + (size_t)count * ROOM_BYTES);

    text_put(&text, "[");
    for (unsigned i = 0; i < count; i++) {
        text_put(&text, i > 0 ? ",\n" : "");
        put_room(&text, &rooms[i]);
    }
    text_put(&text, "]\n");
    free(rooms);
    end(out, &text);
}

/* ---- rules ---- */

static void put_mod(struct text *text, const struct rules_row *row)
{
    static const char *const columns[] = {"id", "title", "version", "author"};
    char value[WORD_BYTES];

    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        rules_row_words(row, columns[i], value, sizeof(value));
        put_member(text, i > 0 ? "," : "{", columns[i], value);
    }
    text_put(text, "}");
}

/* Mods are the first rows of the text. */
static bool next_mod(const char **text, struct rules_row *row)
{
    return rules_row_next(text, row) &&
           strcmp(rules_table((unsigned)row->table)->name, "mod") == 0;
}

static unsigned count_mods(const struct rulebook *rules)
{
    const char *rows = rulebook_text(rules);
    struct rules_row row;
    unsigned count = 0;

    while (next_mod(&rows, &row)) {
        count++;
    }
    return count;
}

static void put_mods(struct text *text, const struct rulebook *rules)
{
    const char *rows = rules ? rulebook_text(rules) : "";
    struct rules_row row;

    text_put(text, ",\"mods\":[");
    for (unsigned i = 0; next_mod(&rows, &row); i++) {
        text_put(text, i > 0 ? ",\n" : "\n");
        put_mod(text, &row);
    }
    text_put(text, "]");
}

static void put_maps(struct text *text, const struct rulebook *rules,
        const struct rules *first)
{
    const struct rules *play = first;

    text_put(text, ",\"maps\":[");
    do {
        text_put(text, play != first ? "," : "");
        text_put_json(text, play->map);
        play = rulebook_next_map(rules, play);
    } while (play != first);
    text_put(text, "]");
}

static void put_modes(struct text *text, const struct rulebook *rules)
{
    unsigned count = rules ? rulebook_mode_count(rules) : 0;

    text_put(text, ",\"modes\":[");
    for (unsigned i = 0; i < count; i++) {
        const struct rules *mode = rulebook_mode(rules, i);
        text_put(text, i > 0 ? ",\n" : "\n");
        put_member(text, "{", "id", mode->mode);
        put_member(text, ",", "mod", mode->mod);
        put_member(text, ",", "title", mode->title);
        put_member(text, ",", "about", mode->about);
        put_member(text, ",", "map", mode->map);
        put_maps(text, rules, mode);
        text_put(text, ",\"max_players\":%u,\"bots\":%u,\"listed\":%s}",
                mode->max_players, mode->bots, mode->listed ? "true" : "false");
    }
    text_put(text, "]");
}

static unsigned kept_problems(const struct rules_report *report)
{
    unsigned count = report ? report->count : 0;

    return count < MAX_PROBLEMS ? count : MAX_PROBLEMS;
}

static void put_problems(struct text *text, const struct rules_report *report)
{
    text_put(text, ",\"problem_count\":%u,\"problems\":[",
            report ? report->count : 0);
    for (unsigned i = 0; i < kept_problems(report); i++) {
        const struct rules_problem *problem = &report->problem[i];
        text_put(text, i > 0 ? ",\n" : "\n");
        put_member(text, "{", "mod", problem->mod);
        put_member(text, ",", "table", problem->table);
        put_member(text, ",", "row", problem->row);
        put_member(text, ",", "column", problem->column);
        put_member(text, ",", "sentence", problem->sentence);
        text_put(text, "}");
    }
    text_put(text, "]");
}

static void answer_rules(const struct api_view *view, struct api_answer *out)
{
    unsigned modes = view->rules ? rulebook_mode_count(view->rules) : 0;
    unsigned mods = view->rules ? count_mods(view->rules) : 0;
    size_t cap = 512 + mods * (size_t)MOD_BYTES + modes * (size_t)MODE_BYTES +
                 (size_t)MAX_PLAYS * MAP_BYTES +
                 kept_problems(view->problems) * (size_t)PROBLEM_BYTES;
    struct text text = begin(out, JSON, cap);

    text_put(&text, "{\"version\":%" PRIu32 ",\"hash\":\"%016" PRIx64 "\"",
            view->rules ? rulebook_version(view->rules) : 0,
            view->rules ? rulebook_hash(view->rules) : 0);
    put_mods(&text, view->rules);
    put_modes(&text, view->rules);
    put_problems(&text, view->problems);
    text_put(&text, "}\n");
    end(out, &text);
}

/* ---- health and metrics ---- */

static void answer_health(const struct api_view *view, struct api_answer *out)
{
    if (view->is_ticking) {
        api_say(out, 200, "ok");
    } else {
        api_say(out, 503, "a worker has not ticked for a while");
    }
}

static void answer_ready(const struct api_view *view, struct api_answer *out)
{
    if (!view->is_ticking) {
        answer_health(view, out);
    } else if (!view->rules) {
        api_say(out, 503, "rules.db cannot be used: see /api/rules");
    } else if (!view->is_saving) {
        api_say(out, 503,
                "rooms.db does not take what it is given: see the log");
    } else {
        api_say(out, 200, "ok");
    }
}

static void answer_metrics(const struct api_view *view, struct api_answer *out)
{
    (void)view;
    *out = (struct api_answer){.status = 200,
            .type = "text/plain; version=0.0.4; charset=utf-8",
            .body = buf_create(METRICS_BYTES)};
    if (out->body) {
        out->body->len = stats_render((char *)out->body->bytes, METRICS_BYTES);
    }
}

static const struct {
    const char *path;
    void (*answer)(const struct api_view *view, struct api_answer *out);
} gets[] = {
        {"/api/rooms", answer_rooms},
        {"/api/rules", answer_rules},
        {"/healthz", answer_health},
        {"/readyz", answer_ready},
        {"/metrics", answer_metrics},
};

bool api_get(
        const struct api_view *view, const char *path, struct api_answer *out)
{
    for (size_t i = 0; i < sizeof(gets) / sizeof(gets[0]); i++) {
        if (strcmp(path, gets[i].path) == 0) {
            gets[i].answer(view, out);
            return true;
        }
    }
    return false;
}

/* ---- opening a room ---- */

enum { WISH_MODE, WISH_ID, WISH_COUNT };
static const char *const wish_names[WISH_COUNT] = {"mode", "id"};

struct wish {
    char value[WISH_COUNT][ID_BYTES + 1];
    bool failed; // a value is no text, or too long
};

/* Called back by the parser, with more of a value or its end. */
static signed char take_json(struct lejp_ctx *json, char reason)
{
    struct wish *wish = json->user;

    if (json->path_match == 0) {
        return 0;
    }
    char *value = wish->value[json->path_match - 1];
    if (reason == LEJPCB_VAL_STR_START) {
        value[0] = '\0'; // of two members of one name the last counts
        return 0;
    }
    if (!(reason & LEJP_FLAG_CB_IS_VALUE)) {
        wish->failed = wish->failed || reason == LEJPCB_OBJECT_START ||
                       reason == LEJPCB_ARRAY_START;
        return 0;
    }
    if (reason != LEJPCB_VAL_STR_CHUNK && reason != LEJPCB_VAL_STR_END) {
        wish->failed = true;
        return 0;
    }
    size_t len = strlen(value);
    if (len + json->npos > ID_BYTES || memchr(json->buf, 0, json->npos)) {
        wish->failed = true;
        return 0;
    }
    memcpy(value + len, json->buf, json->npos);
    value[len + json->npos] = '\0';
    return 0;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Whether the body is `text`, but for space. */
static bool is_spaced(const char *body, size_t len, const char *text)
{
    for (size_t i = 0; i < len; i++) {
        if (*text && body[i] == *text) {
            text++;
        } else if (!is_space(body[i])) {
            return false;
        }
    }
    return *text == '\0';
}

static bool begins_object(const char *body, size_t len)
{
    size_t at = 0;

    while (at < len && is_space(body[at])) {
        at++;
    }
    return at < len && body[at] == '{';
}

static bool read_wish(const char *body, size_t len, struct wish *out)
{
    struct lejp_ctx json;

    *out = (struct wish){0};
    if (is_spaced(body, len, "") || is_spaced(body, len, "{}")) {
        return true; // the parser takes neither, but it takes arrays
    }
    if (!begins_object(body, len)) {
        return false;
    }
    lejp_construct(&json, take_json, out, wish_names, WISH_COUNT);
    int left = lejp_parse(&json, (const uint8_t *)body, (int)len);
    lejp_destruct(&json);
    return left >= 0 && !out->failed &&
           is_spaced(body + len - (size_t)left, (size_t)left, "");
}

static bool refuse_mode(
        const struct api_view *view, const char *mode, struct api_answer *out)
{
    char known[MAX_MODES * (ID_BYTES + 2) + 1], sentence[sizeof(known) + 128];
    struct text list = text_in(known, sizeof(known));

    for (unsigned i = 0; i < rulebook_mode_count(view->rules); i++) {
        text_put(&list, "%s%s", i > 0 ? ", " : "",
                rulebook_mode(view->rules, i)->mode);
    }
    snprintf(sentence, sizeof(sentence),
            "there is no mode \"%s\"; there are: %s", mode, known);
    api_refuse(out, 404, sentence);
    return false;
}

static bool make_room(const struct api_view *view,
        const struct lobby_wish *wish, uint64_t now_ns, struct api_room *room,
        struct api_answer *out)
{
    struct lobby_choice choice;

    if (!lobby_open(view->lobby, wish, now_ns, &choice)) {
        api_refuse(out, 503, "there are too many rooms: try again later");
        return false;
    }
    if (!choice.is_new) {
        api_refuse(out, 409, "there is a room of that id already");
        return false;
    }
    struct room_report made = {.max_players = wish->max_players};
    snprintf(made.id, sizeof(made.id), "%s", choice.room);
    snprintf(made.mode, sizeof(made.mode), "%s", wish->mode);
    struct text text = begin(out, JSON, ROOM_BYTES);
    put_room(&text, &made);
    text_put(&text, "\n");
    out->status = 201;
    end(out, &text);

    room->worker = choice.worker;
    memcpy(room->id, made.id, sizeof(room->id));
    memcpy(room->mode, made.mode, sizeof(room->mode));
    return true;
}

bool api_open_room(const struct api_view *view, const char *body, size_t len,
        uint64_t now_ns, struct api_room *room, struct api_answer *out)
{
    struct wish wish;

    if (!view->rules) {
        api_refuse(out, 503, "rules.db cannot be used: see /api/rules");
        return false;
    }
    if (!view->may_open) {
        api_refuse(out, 429, "that is many rooms: wait a few seconds");
        return false;
    }
    if (!read_wish(body, len, &wish)) {
        api_refuse(out, 400,
                "give JSON such as {\"mode\": \"...\", \"id\": \"...\"}, each "
                "a text of up to 32 bytes and each optional");
        return false;
    }
    if (wish.value[WISH_ID][0] && !lobby_is_room_id(wish.value[WISH_ID])) {
        api_refuse(out, 400, "an id is made of A-Z, a-z, 0-9, _ and -");
        return false;
    }
    const struct rules *mode =
            rulebook_find(view->rules, wish.value[WISH_MODE]);
    if (!mode) {
        return refuse_mode(view, wish.value[WISH_MODE], out);
    }
    const struct lobby_wish place = {.room = wish.value[WISH_ID],
            .mode = mode->mode,
            .max_players = mode->max_players};
    return make_room(view, &place, now_ns, room, out);
}
