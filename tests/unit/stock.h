/* SPDX-License-Identifier: MIT
 *
 * stock: the rules as they come with the program, for tests that need some.
 */
#ifndef TESTS_UNIT_STOCK_H
#define TESTS_UNIT_STOCK_H

#include <stdio.h>
#include <unistd.h>

#include "server/db.h"
#include "server/rulebook.h"
#include "server/rules_file.h"
#include "tests/unit/suite.h"

/* The rules as they come with the program, after an edit in SQL. */
static inline struct rulebook *stock_rules_with(const char *edit)
{
    struct rules_report report;
    char dir[] = "/tmp/roomcast-stock-XXXXXX";
    char path[64], assets[512], error[256] = "";

    ck_assert_ptr_nonnull(mkdtemp(dir));
    snprintf(path, sizeof(path), "%s/rules.db", dir);
    snprintf(assets, sizeof(assets), "%s/assets", getenv("ROOMCAST_SOURCE"));
    ck_assert_msg(rules_file_prepare(path, assets, error, sizeof(error)), "%s",
            error);
    struct db *db = db_open(path, DB_WRITE, error, sizeof(error));
    ck_assert_msg(db != NULL, "%s", error);
    ck_assert_msg(db_exec(db, edit), "%s", db_error(db));
    struct rulebook *book = rulebook_load(db, 7, &report);
    ck_assert_msg(book != NULL, "%s", report.problem[0].sentence);
    db_close(db);
    unlink(path);
    rmdir(dir);
    return book;
}

static inline struct rulebook *stock_rules(void)
{
    return stock_rules_with("");
}

#endif
