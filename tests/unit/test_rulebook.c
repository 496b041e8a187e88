/* SPDX-License-Identifier: MIT */
#include "server/rulebook.h"

#include "server/disk.h"
#include "shared/geom.h"
#include "tests/unit/modder.h"

/* ---- what comes with the server ---- */

START_TEST(the_first_mode_is_deathmatch)
{
    struct rulebook *book = must_load();
    ck_assert_str_eq(rulebook_find(book, "")->mode, "deathmatch");
    ck_assert_ptr_eq(rulebook_find(book, ""), rulebook_mode(book, 0));
    ck_assert_ptr_nonnull(rulebook_find(book, "tag"));
    ck_assert_ptr_null(rulebook_find(book, "tug"));
    rulebook_unref(book);
}
END_TEST

START_TEST(every_mode_passes_the_simulations_own_check)
{
    struct rulebook *book = must_load();
    for (unsigned i = 0; i < rulebook_mode_count(book); i++) {
        const struct rules *rules = rulebook_mode(book, i);
        ck_assert_ptr_null(rules_check(rules));
        ck_assert_uint_eq(rules->version, 1);
    }
    rulebook_unref(book);
}
END_TEST

static void check_spots(const struct rules *rules)
{
    for (unsigned s = 0; s < rules->spot_count; s++) {
        struct disc disc = {.x = rules->spot[s].x,
                .y = rules->spot[s].y,
                .r = rules->role[0].radius};
        ck_assert(geom_push_out(rules, &disc));
        ck_assert_int_eq(disc.x, rules->spot[s].x);
        ck_assert_int_eq(disc.y, rules->spot[s].y);
    }
}

START_TEST(nobody_spawns_in_a_wall_on_any_map)
{
    struct rulebook *book = must_load();
    for (unsigned m = 0; m < rulebook_mode_count(book); m++) {
        const struct rules *first = rulebook_mode(book, m);
        const struct rules *rules = first;
        do {
            check_spots(rules);
            rules = rulebook_next_map(book, rules);
        } while (rules != first);
    }
    rulebook_unref(book);
}
END_TEST

START_TEST(maps_of_two_teams_are_the_same_from_both_sides)
{
    struct rulebook *book = must_load();
    for (unsigned m = 0; m < rulebook_mode_count(book); m++) {
        const struct rules *rules = rulebook_mode(book, m);
        for (unsigned i = 0; rules->teams && i < rules->wall_count; i++) {
            const struct rules_wall *a = &rules->wall[i];
            bool found = false;
            for (unsigned j = 0; j < rules->wall_count && !found; j++) {
                const struct rules_wall *b = &rules->wall[j];
                found = b->x == rules->width - a->x - a->w && b->y == a->y &&
                        b->w == a->w && b->h == a->h;
            }
            ck_assert_msg(
                    found, "%s: wall %u has no mirror image", rules->map, i);
        }
    }
    rulebook_unref(book);
}
END_TEST

START_TEST(tag_hands_it_on_by_touch)
{
    struct rulebook *book = must_load();
    const struct rules *tag = rulebook_find(book, "tag");
    uint8_t it = rules_role_index(tag, "it");
    uint8_t runner = rules_role_index(tag, "runner");

    ck_assert_uint_eq(rules_start_role(tag), runner);
    ck_assert_uint_eq(tag->role[it].tint, 0xff4d4d);
    ck_assert_uint_eq(tag->win, WIN_LEAST);
    ck_assert_uint_eq(tag->effect_count, 5);
    ck_assert_uint_eq(tag->effect[0].event, EVENT_START);
    ck_assert_uint_eq(tag->effect[0].op, OP_PICK);
    ck_assert_uint_eq(tag->effect[0].arg, it);
    const struct rules_effect *freeze = &tag->effect[4];
    ck_assert_uint_eq(freeze->op, OP_FREEZE);
    ck_assert_uint_eq(freeze->who, WHO_TARGET);
    ck_assert_uint_eq(freeze->if_role, it);
    ck_assert_uint_eq(freeze->if_other, runner);
    ck_assert_int_eq(freeze->n, 60);
    rulebook_unref(book);
}
END_TEST

START_TEST(effects_stand_by_event_and_then_by_seq)
{
    edit("INSERT INTO effect (mode, event, seq, op, n) VALUES"
         " ('tag', 'spawn', 9, 'heal', 1), ('tag', 'start', 9, 'heal', 2),"
         " ('tag', 'touch', 0, 'heal', 3), ('tag', 'spawn', 1, 'heal', 4);");
    struct rulebook *book = must_load();
    const struct rules *tag = rulebook_find(book, "tag");

    ck_assert_uint_eq(tag->effect_count, 9);
    ck_assert_uint_eq(tag->effect[0].op, OP_PICK);
    ck_assert_int_eq(tag->effect[1].n, 2);
    ck_assert_int_eq(tag->effect[2].n, 4);
    ck_assert_int_eq(tag->effect[3].n, 1);
    ck_assert_int_eq(tag->effect[4].n, 3);
    ck_assert_uint_eq(tag->effect[5].event, EVENT_TOUCH);
    rulebook_unref(book);
}
END_TEST

/* ---- numbers ---- */

START_TEST(units_become_those_of_the_simulation)
{
    edit("UPDATE role SET speed = 300, accel = 900, radius = 10.5, hp = 7,"
         " tint = '#000000' WHERE mode = 'deathmatch';"
         "UPDATE weapon SET cooldown = 0.5, life = 2, spread = 90,"
         " knockback = -30, speed = 60, damage = 3 WHERE id = 'blaster';"
         "UPDATE mode SET friction = 3, bounce = 1, respawn = 1.5,"
         " time_limit = 60, score_limit = NULL, bot_skill = 0.25, bots = 99"
         " WHERE id = 'deathmatch';"
         "UPDATE map SET width = 2000.5 WHERE id = 'yard';");
    struct rulebook *book = must_load();
    const struct rules *rules = rulebook_find(book, "deathmatch");
    const struct rules_role *role = &rules->role[0];
    const struct rules_weapon *weapon = &rules->weapon[0];

    ck_assert_int_eq(role->speed, 2560);
    ck_assert_int_eq(role->accel, 256);
    ck_assert_int_eq(role->radius, 2688);
    ck_assert_uint_eq(role->hp, 7);
    ck_assert_uint_ne(role->tint, 0); // 0 would be the player's own colour
    ck_assert_uint_eq(weapon->cooldown, 15);
    ck_assert_uint_eq(weapon->life, 60);
    ck_assert_uint_eq(weapon->spread, 16384);
    ck_assert_int_eq(weapon->knockback, -256);
    ck_assert_int_eq(weapon->speed, 512);
    ck_assert_uint_eq(weapon->damage, 3);
    ck_assert_uint_eq(rules->drag, 6554); // a tenth a tick
    ck_assert_uint_eq(rules->bounce, 65535);
    ck_assert_uint_eq(rules->respawn, 45);
    ck_assert_uint_eq(rules->time_limit, 1800);
    ck_assert_int_eq(rules->score_limit, 0);
    ck_assert_uint_eq(rules->bot_skill, 250);
    ck_assert_uint_eq(rules->bots, rules->max_players);
    ck_assert_int_eq(rules->width, 512128);
    rulebook_unref(book);
}
END_TEST

START_TEST(sight_and_relaying_are_read)
{
    edit("UPDATE map SET sight = 512.5 WHERE id = 'grove';"
         "UPDATE mode SET relay_bytes = 1000, relay_rate = 120, listed = 0"
         " WHERE id = 'tag';");
    struct rulebook *book = must_load();
    const struct rules *tag = rulebook_find(book, "tag");
    ck_assert_int_eq(tag->sight, 512 * UNIT + UNIT / 2);
    ck_assert_uint_eq(tag->relay_bytes, 1000);
    ck_assert_uint_eq(tag->relay_rate, 120);
    ck_assert(!tag->listed);
    const struct rules *deathmatch = rulebook_find(book, "deathmatch");
    ck_assert_int_eq(deathmatch->sight, 0);
    ck_assert_uint_eq(deathmatch->relay_bytes, 0);
    ck_assert(deathmatch->listed);
    rulebook_unref(book);
}
END_TEST

/* ---- every table ---- */

START_TEST(a_mode_says_how_rounds_go_and_what_bots_are_like)
{
    add_heist("rules.db");
    struct rulebook *book = must_load();
    const struct rules *rules = rulebook_find(book, "heist");

    ck_assert_str_eq(rules->mod, "ours");
    ck_assert_str_eq(rules->about, "Get the bags.");
    ck_assert_uint_eq(rules->teams, 2);
    ck_assert_uint_eq(rules->warmup, 150);
    ck_assert_uint_eq(rules->overtime, 1800);
    ck_assert_uint_eq(rules->min_players, 4);
    ck_assert(rules->bouts);
    ck_assert_uint_eq(rules->bot_courage, 750);
    ck_assert_uint_eq(rules->bot_error, 1638); // 9 of 360 degrees
    ck_assert_str_eq(rules->role[0].hint, "Grab it!");
    ck_assert_str_eq(rules->role[1].hint, "");
    rulebook_unref(book);
}
END_TEST

START_TEST(bots_may_aim_truly_or_as_their_skill_says)
{
    add_heist("rules.db");
    edit("UPDATE mode SET bot_error = 0 WHERE id = 'heist';");
    struct rulebook *book = must_load();
    ck_assert_uint_eq(rulebook_find(book, "heist")->bot_error, 1);
    rulebook_unref(book);
    edit("UPDATE mode SET bot_error = NULL WHERE id = 'heist';");
    book = must_load();
    ck_assert_uint_eq(rulebook_find(book, "heist")->bot_error, 0);
    rulebook_unref(book);
}
END_TEST

START_TEST(things_are_what_their_columns_say)
{
    add_heist("rules.db");
    struct rulebook *book = must_load();
    const struct rules *rules = rulebook_find(book, "heist");
    const struct rules_kind *bag = &rules->kind[0], *van = &rules->kind[1];
    const struct rules_kind *crate = &rules->kind[2];

    ck_assert_uint_eq(rules->kind_count, 3);
    ck_assert_str_eq(bag->id, "bag");
    ck_assert_uint_eq(bag->body, BODY_CARRIED);
    ck_assert_uint_eq(bag->radius, 12);
    ck_assert_uint_eq(bag->home_after, 600);
    ck_assert_uint_ne(bag->tint, 0); // 0 would be its team's colour
    ck_assert_uint_eq(van->body, BODY_AREA);
    ck_assert_uint_eq(van->mass, 256);
    ck_assert_uint_eq(van->bounce, 39322); // 0.6
    ck_assert_uint_eq(van->home_after, 0);
    ck_assert_uint_eq(van->tint, 0);
    ck_assert_uint_eq(crate->body, BODY_PUSHED);
    ck_assert_uint_eq(crate->radius, 2000);
    ck_assert_uint_eq(crate->mass, 640);
    ck_assert_uint_eq(crate->drag, 6554);
    ck_assert_uint_eq(crate->bounce, 65535);
    ck_assert_uint_eq(crate->home_after, 3);
    rulebook_unref(book);
}
END_TEST

static void check_stand(const struct rules *rules, unsigned i, uint8_t kind,
        uint8_t team, int32_t x)
{
    ck_assert_uint_lt(i, rules->stand_count);
    ck_assert_uint_eq(rules->stand[i].kind, kind);
    ck_assert_uint_eq(rules->stand[i].team, team);
    ck_assert_int_eq(rules->stand[i].x, (int64_t)x * UNIT);
}

START_TEST(a_thing_stands_at_each_spot_of_its_name_in_the_order_of_spots)
{
    add_heist("rules.db");
    struct rulebook *book = must_load();
    const struct rules *bank = rulebook_find_map(book, "heist", "bank");
    const struct rules *mint = rulebook_find_map(book, "heist", "mint");

    ck_assert_uint_eq(bank->stand_count, 3);
    check_stand(bank, 0, 0, 1, 9);
    check_stand(bank, 1, 1, 2, 700);
    check_stand(bank, 2, 0, 2, 7);
    ck_assert_int_eq(bank->stand[2].y, INT64_C(6) * UNIT);
    ck_assert_uint_eq(mint->stand_count, 2);
    check_stand(mint, 0, 0, 0, 5);
    check_stand(mint, 1, 1, 1, 300);
    ck_assert_uint_eq(bank->spot_count, 1); // nobody spawns where things stand
    rulebook_unref(book);
}
END_TEST

START_TEST(two_things_may_stand_at_one_spot)
{
    add_heist("rules.db");
    edit("UPDATE thing SET spot = 'van' WHERE id = 'crate';");
    struct rulebook *book = must_load();
    const struct rules *bank = rulebook_find(book, "heist");
    ck_assert_uint_eq(bank->stand_count, 4);
    check_stand(bank, 1, 1, 2, 700);
    check_stand(bank, 2, 2, 2, 700);
    rulebook_unref(book);
}
END_TEST

START_TEST(timers_go_off_in_ticks)
{
    add_heist("rules.db");
    struct rulebook *book = must_load();
    const struct rules *rules = rulebook_find(book, "heist");

    ck_assert_uint_eq(rules->timer_count, 2);
    ck_assert_str_eq(rules->timer[0].id, "alarm");
    ck_assert_uint_eq(rules->timer[0].first, 300);
    ck_assert_uint_eq(rules->timer[0].every, 15);
    ck_assert_uint_eq(rules->timer[1].first, 108000);
    ck_assert_uint_eq(rules->timer[1].every, 0);
    rulebook_unref(book);
}
END_TEST

START_TEST(scripts_keep_their_statements)
{
    add_heist("rules.db");
    edit("INSERT INTO script (mode, id, sql) VALUES ('tag', 'shuffle',"
         " 'UPDATE player SET hp = 7;');");
    struct rulebook *book = must_load();
    const struct rules *heist = rulebook_find(book, "heist");
    const struct rules *tag = rulebook_find(book, "tag");

    ck_assert_uint_eq(heist->script_count, 1);
    ck_assert_str_eq(heist->script[0].id, "shuffle");
    ck_assert_str_eq(
            rulebook_script(book, heist, 0), "UPDATE player SET hp = 50;");
    ck_assert_str_eq(rulebook_script(book, rulebook_next_map(book, heist), 0),
            "UPDATE player SET hp = 50;");
    ck_assert_str_eq(
            rulebook_script(book, tag, 0), "UPDATE player SET hp = 7;");
    rulebook_unref(book);
}
END_TEST

START_TEST(habits_stand_by_seq)
{
    add_heist("rules.db");
    struct rulebook *book = must_load();
    const struct rules *rules = rulebook_find(book, "heist");
    const struct rules_habit stay = {.if_role = ROLE_ANY,
            .if_carry = 0,
            .does = DOES_STAY,
            .role = ROLE_ANY,
            .kind = 1,
            .goal = NO_THING,
            .whose = TEAM_SAME};
    const struct rules_habit fetch = {.if_role = 0,
            .if_carry = NO_THING,
            .does = DOES_FETCH,
            .role = ROLE_ANY,
            .kind = 0,
            .goal = NO_THING,
            .whose = TEAM_OTHER};

    ck_assert_uint_eq(rules->habit_count, 4);
    ck_assert_mem_eq(&rules->habit[0], &stay, sizeof(stay));
    ck_assert_mem_eq(&rules->habit[1], &fetch, sizeof(fetch));
    ck_assert_uint_eq(rules->habit[2].does, DOES_PUSH);
    ck_assert_uint_eq(rules->habit[2].kind, 2);
    ck_assert_uint_eq(rules->habit[2].goal, 1);
    ck_assert_uint_eq(rules->habit[2].whose, TEAM_ANY);
    ck_assert_uint_eq(rules->habit[3].does, DOES_CATCH);
    ck_assert_uint_eq(rules->habit[3].if_role, 1);
    ck_assert_uint_eq(rules->habit[3].role, 0);
    rulebook_unref(book);
}
END_TEST

static const struct rules_effect *effect_of(
        const struct rules *rules, enum rules_event event, unsigned i)
{
    ck_assert_uint_lt(rules->first[event] + i, rules->first[event + 1]);
    return &rules->effect[rules->first[event] + i];
}

/* Every member, so that none is read from another's column. */
static void check_effect(
        const struct rules_effect *is, const struct rules_effect *want)
{
    ck_assert_uint_eq(is->event, want->event);
    ck_assert_uint_eq(is->if_role, want->if_role);
    ck_assert_uint_eq(is->if_other, want->if_other);
    ck_assert_uint_eq(is->if_team, want->if_team);
    ck_assert_uint_eq(is->if_alive, want->if_alive);
    ck_assert_uint_eq(is->if_thing, want->if_thing);
    ck_assert_uint_eq(is->if_into, want->if_into);
    ck_assert_uint_eq(is->if_timer, want->if_timer);
    ck_assert_uint_eq(is->if_carry, want->if_carry);
    ck_assert_uint_eq(is->if_in, want->if_in);
    ck_assert_uint_eq(is->if_out, want->if_out);
    ck_assert_uint_eq(is->if_alone, want->if_alone);
    ck_assert_uint_eq(is->op, want->op);
    ck_assert_uint_eq(is->who, want->who);
    ck_assert_uint_eq(is->arg, want->arg);
    ck_assert_int_eq(is->n, want->n);
}

START_TEST(effects_know_things_timers_and_who_is_where)
{
    struct rules_effect want = rules_any_effect();
    add_heist("rules.db");
    struct rulebook *book = must_load();
    const struct rules *rules = rulebook_find(book, "heist");

    want.event = EVENT_ENTER;
    want.if_role = 0;
    want.if_alive = ALIVE_YES;
    want.if_thing = 0;
    want.if_out = 1;
    want.if_alone = true;
    want.op = OP_CARRY;
    check_effect(effect_of(rules, EVENT_ENTER, 0), &want);

    want = rules_any_effect();
    want.event = EVENT_REACH;
    want.if_alive = ALIVE_NO;
    want.if_thing = 0;
    want.if_into = 1;
    want.if_carry = 0;
    want.if_in = 1;
    want.op = OP_TEAM_SCORE;
    want.who = WHO_FRIENDS;
    want.n = -3;
    check_effect(effect_of(rules, EVENT_REACH, 0), &want);

    want = rules_any_effect();
    want.event = EVENT_TIMER;
    want.if_timer = 1;
    want.op = OP_SCRIPT;
    want.who = WHO_FOES;
    want.arg = 0;
    want.n = -7;
    check_effect(effect_of(rules, EVENT_TIMER, 0), &want);
    rulebook_unref(book);
}
END_TEST

START_TEST(what_ops_take_is_read_in_their_units)
{
    add_heist("rules.db");
    edit("INSERT INTO effect (mode, event, seq, op, n, arg) VALUES"
         " ('heist', 'enter', 2, 'take', 1.5, NULL),"
         " ('heist', 'enter', 3, 'push', -30, NULL),"
         " ('heist', 'enter', 4, 'team', 2, NULL),"
         " ('heist', 'enter', 5, 'home', NULL, 'crate'),"
         " ('heist', 'enter', 6, 'script', NULL, 'shuffle'),"
         " ('heist', 'enter', 7, 'freeze', 60, NULL);");
    struct rulebook *book = must_load();
    const struct rules *rules = rulebook_find(book, "heist");

    ck_assert_int_eq(effect_of(rules, EVENT_ENTER, 1)->n, 45);
    ck_assert_int_eq(effect_of(rules, EVENT_ENTER, 2)->n, -256);
    ck_assert_int_eq(effect_of(rules, EVENT_ENTER, 3)->n, 2);
    ck_assert_uint_eq(effect_of(rules, EVENT_ENTER, 4)->arg, 2);
    ck_assert_int_eq(effect_of(rules, EVENT_ENTER, 5)->n, 0);
    ck_assert_int_eq(effect_of(rules, EVENT_ENTER, 6)->n, 1800);
    ck_assert_uint_eq(effect_of(rules, EVENT_REACH, 1)->arg, NO_THING);
    ck_assert_int_eq(effect_of(rules, EVENT_TIMER, 1)->n, -5); // u
    ck_assert_uint_eq(effect_of(rules, EVENT_EXTINCT, 0)->arg, 0);
    ck_assert_uint_eq(effect_of(rules, EVENT_LAST, 0)->arg, ROLE_ANY);
    rulebook_unref(book);
}
END_TEST

/* ---- maps ---- */

START_TEST(each_mode_is_there_on_each_of_its_maps)
{
    add_heist("rules.db");
    edit("INSERT INTO mode_map (mode, map, seq) VALUES ('heist', 'yard', 0);");
    struct rulebook *book = load();
    ck_assert_ptr_null(book); // no bag in the yard
    edit("INSERT INTO spot (map, name, x, y) VALUES ('yard', 'bag', 100, 90),"
         " ('yard', 'van', 200, 200);");
    book = must_load();
    const struct rules *yard = rulebook_find(book, "heist");
    const struct rules *bank = rulebook_next_map(book, yard);
    const struct rules *mint = rulebook_next_map(book, bank);
    const struct rules *other = rulebook_find_map(book, "deathmatch", "yard");

    ck_assert_str_eq(yard->map, "yard");
    ck_assert_str_eq(bank->map, "bank");
    ck_assert_str_eq(mint->map, "mint");
    ck_assert_ptr_eq(rulebook_next_map(book, mint), yard);
    ck_assert_ptr_eq(rulebook_find_map(book, "heist", "mint"), mint);
    ck_assert_ptr_null(rulebook_find_map(book, "heist", "grove"));
    ck_assert_ptr_null(rulebook_find_map(book, "hoist", "mint"));
    ck_assert_str_eq(mint->mode, "heist");
    ck_assert_int_eq(mint->width, INT64_C(700) * UNIT);
    ck_assert_uint_eq(mint->wall_count, 1);
    ck_assert_int_eq(bank->wall[0].h, INT64_C(400) * UNIT);
    // the map is the same to both modes, but for the things
    ck_assert_uint_eq(yard->wall_count, other->wall_count);
    ck_assert_mem_eq(yard->wall, other->wall, sizeof(yard->wall));
    ck_assert_uint_eq(yard->spot_count, other->spot_count);
    ck_assert_uint_eq(yard->stand_count, 2);
    ck_assert_uint_eq(other->stand_count, 0);
    rulebook_unref(book);
}
END_TEST

START_TEST(a_map_that_left_the_rotation_is_followed_by_the_first)
{
    struct rulebook *book = must_load();
    struct rules gone = *rulebook_find(book, "tag");

    snprintf(gone.map, sizeof(gone.map), "gone");
    ck_assert_ptr_eq(
            rulebook_next_map(book, &gone), rulebook_find(book, "tag"));
    rulebook_unref(book);
}
END_TEST

START_TEST(no_more_than_what_fits_of_modes_on_maps_is_read)
{
    edit(MANY(128, "map (id, mod, width, height) SELECT 'm' || i, 'base', 400,"
                   " 400"));
    edit(MANY(128, "spot (map, x, y) SELECT 'm' || i, 200, 200"));
    edit(MANY(128, "mode_map (mode, map) SELECT 'relay', 'm' || i"));
    ck_assert_says(scratch_shell("rules.db", "SELECT * FROM problem;"),
            " rows; 128 fit");
    expect_problem("mode_map: it has more than 128 rows in table mode_map");
}
END_TEST

/* ---- the hash ---- */

START_TEST(equal_rules_have_one_hash_and_others_another)
{
    uint64_t before = hash_now();

    edit("UPDATE role SET speed = speed; VACUUM;");
    ck_assert_uint_eq(hash_now(), before);
    edit("UPDATE role SET speed = speed + 1 WHERE mode = 'tag';");
    ck_assert_uint_ne(hash_now(), before);
    edit("UPDATE role SET speed = speed - 1 WHERE mode = 'tag';");
    ck_assert_uint_eq(hash_now(), before);
    edit("UPDATE mode SET seq = 0 WHERE id = 'tag';");
    ck_assert_uint_ne(hash_now(), before);
}
END_TEST

START_TEST(whatever_is_played_is_in_the_hash)
{
    static const char *const edits[] = {
            "UPDATE script SET sql = sql || ' ';",
            "UPDATE wall SET w = w + 1 WHERE map = 'mint';", // the second map
            "UPDATE thing SET radius = 7 WHERE id = 'van';",
            "UPDATE spot SET team = 1 WHERE map = 'mint' AND name = 'bag';",
            "UPDATE timer SET every = 9 WHERE id = 'alarm';",
            "UPDATE habit SET does = 'fetch' WHERE does = 'stay';",
            "UPDATE effect SET if_alone = 0 WHERE if_alone;",
            "UPDATE role SET hint = 'Go!' WHERE id = 'guard';",
            "UPDATE mode SET overtime = 61 WHERE id = 'heist';",
            "DELETE FROM mode_map WHERE map = 'mint';",
    };
    add_heist("rules.db");
    uint64_t before = hash_now();
    for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
        edit(edits[i]);
        uint64_t now = hash_now();
        ck_assert_msg(now != before, "%s", edits[i]);
        before = now;
    }
}
END_TEST

START_TEST(a_version_is_not_content)
{
    struct rulebook *book = must_load();
    uint64_t hash = rulebook_hash(book);

    rulebook_number(book, 77);
    ck_assert_uint_eq(rulebook_version(book), 77);
    ck_assert_uint_eq(rulebook_find(book, "tag")->version, 77);
    ck_assert_uint_eq(rulebook_hash(book), hash);
    ck_assert_ptr_eq(rulebook_ref(book), book);
    rulebook_unref(book);
    rulebook_unref(book);
}
END_TEST

/* ---- files ---- */

START_TEST(other_files_are_told_apart)
{
    edit("PRAGMA user_version = 9;");
    expect_problem("its format is 9 and this server reads 3; use the server");
    edit("PRAGMA user_version = 2;");
    expect_problem("its format is 2 and this server reads 3; start the server");
    edit("PRAGMA application_id = 0;");
    expect_problem("these are no Roomcast rules");
    FILE *file = fopen(scratch_path("rules.db"), "w");
    fputs("this is not SQLite, but it is long enough to be asked whether it is "
          "one, and more than a hundred bytes.",
            file);
    fclose(file);
    expect_problem("it cannot be read: file is not a database");
}
END_TEST

START_TEST(a_locked_file_is_busy_and_readable_after)
{
    struct db *editor =
            db_open(scratch_path("rules.db"), DB_WRITE, error, sizeof(error));
    struct db *reader =
            db_open(scratch_path("rules.db"), DB_READ, error, sizeof(error));

    ck_assert(db_exec(editor, "BEGIN EXCLUSIVE"));
    ck_assert_ptr_null(rulebook_load(reader, 1, &report));
    ck_assert(db_is_busy(reader));
    ck_assert(db_exec(editor, "COMMIT"));
    struct rulebook *book = rulebook_load(reader, 1, &report);
    ck_assert_ptr_nonnull(book);
    rulebook_unref(book);
    db_close(editor);
    db_close(reader);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_unchecked_fixture(tc, make_stock, scratch_remove);
    tcase_add_checked_fixture(tc, make_rules, scratch_remove);
    tcase_add_test(tc, the_first_mode_is_deathmatch);
    tcase_add_test(tc, every_mode_passes_the_simulations_own_check);
    tcase_add_test(tc, nobody_spawns_in_a_wall_on_any_map);
    tcase_add_test(tc, maps_of_two_teams_are_the_same_from_both_sides);
    tcase_add_test(tc, tag_hands_it_on_by_touch);
    tcase_add_test(tc, effects_stand_by_event_and_then_by_seq);
    tcase_add_test(tc, units_become_those_of_the_simulation);
    tcase_add_test(tc, sight_and_relaying_are_read);
    tcase_add_test(tc, a_mode_says_how_rounds_go_and_what_bots_are_like);
    tcase_add_test(tc, bots_may_aim_truly_or_as_their_skill_says);
    tcase_add_test(tc, things_are_what_their_columns_say);
    tcase_add_test(
            tc, a_thing_stands_at_each_spot_of_its_name_in_the_order_of_spots);
    tcase_add_test(tc, two_things_may_stand_at_one_spot);
    tcase_add_test(tc, timers_go_off_in_ticks);
    tcase_add_test(tc, scripts_keep_their_statements);
    tcase_add_test(tc, habits_stand_by_seq);
    tcase_add_test(tc, effects_know_things_timers_and_who_is_where);
    tcase_add_test(tc, what_ops_take_is_read_in_their_units);
    tcase_add_test(tc, each_mode_is_there_on_each_of_its_maps);
    tcase_add_test(tc, a_map_that_left_the_rotation_is_followed_by_the_first);
    tcase_add_test(tc, no_more_than_what_fits_of_modes_on_maps_is_read);
    tcase_add_test(tc, equal_rules_have_one_hash_and_others_another);
    tcase_add_test(tc, whatever_is_played_is_in_the_hash);
    tcase_add_test(tc, a_version_is_not_content);
    tcase_add_test(tc, other_files_are_told_apart);
    tcase_add_test(tc, a_locked_file_is_busy_and_readable_after);
}

SUITE("rulebook", add_tests)
