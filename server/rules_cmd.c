/* SPDX-License-Identifier: MIT */
#include "server/rules_cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/rules_cmd_inside.h"

static const struct {
    const char *word, *arguments, *help;
    unsigned least, most; // arguments
    int (*run)(const struct rules_cmd *cmd);
} commands[] = {
        {"check", "FILE", "would this mod (.sql), or this rules.db, do?", 1, 1,
                cmd_check},
        {"install", "FILE", "put a mod (.sql; - for stdin) into the rules", 1,
                1, cmd_install},
        {"remove", "MOD...", "take mods out, with all that came with them", 1,
                RULES_WORDS - 1, cmd_remove},
        {"list", "", "what mods and modes there are", 0, 0, cmd_list},
        {"show", "MODE", "the rules of a mode, in words", 1, 1, cmd_show},
        {"play", "MODE", "a round of it by bots alone, and what happened", 1, 1,
                cmd_play},
        {"status", "", "what is played by, and what is wrong with rules.db", 0,
                0, cmd_status},
        {"diff", "[A] [B]",
                "what differs: between versions, or from one to rules.db", 0, 2,
                cmd_diff},
        {"history", "", "the versions there have been", 0, 0, cmd_history},
        {"rollback", "[N]",
                "put version N (else: the one before) back into rules.db", 0, 1,
                cmd_rollback},
        {"export", "MOD", "a mod as a file that install takes elsewhere", 1, 1,
                cmd_export},
};
#define ERROR_BYTES 512
#define COMMANDS    (sizeof(commands) / sizeof(commands[0]))

static void say_help(void)
{
    printf("Usage: roomcast rules [OPTIONS] COMMAND\n\n");
    for (size_t i = 0; i < COMMANDS; i++) {
        char usage[64];
        snprintf(usage, sizeof(usage), "%s %s", commands[i].word,
                commands[i].arguments);
        printf("  %-16s %s\n", usage, commands[i].help);
    }
    printf("\n  --data DIR       where rules.db and rooms.db are (./data; "
           "ROOMCAST_DATA)\n"
           "  --assets DIR     the program's files (ROOMCAST_ASSETS)\n"
           "  --json           list, status and history for programs\n"
           "  --map MAP        play: on this one (the mode's first)\n"
           "  --bots N         play: so many (as in a room of the mode)\n"
           "  --seconds S      play: no longer than that (a whole round)\n"
           "  --seed N         play: another number, another round (1)\n"
           "  --verbose        play: also deaths, roles, points, things\n\n"
           "A running server follows within two seconds. Exit codes: 0; 1 "
           "something is\nwrong; 2 usage.\n");
}

/* ---- the command line ---- */

static const char *from_environment(const char *name, const char *otherwise)
{
    const char *value = getenv(name);

    return value && value[0] ? value : otherwise;
}

/* An option that takes a value, as "--name value" or "--name=value". */
static bool take_value(
        const char *name, int argc, char **argv, int *i, const char **out)
{
    size_t len = strlen(name);

    if (strncmp(argv[*i], name, len) != 0) {
        return false;
    }
    if (argv[*i][len] == '=') {
        *out = argv[*i] + len + 1;
        return true;
    }
    if (argv[*i][len] != '\0' || *i + 1 >= argc) {
        return false;
    }
    *out = argv[++*i];
    return true;
}

static bool take_option(struct rules_cmd *cmd, int argc, char **argv, int *i)
{
    return take_value("--data", argc, argv, i, &cmd->data) ||
           take_value("--assets", argc, argv, i, &cmd->asked) ||
           take_value("--map", argc, argv, i, &cmd->map) ||
           take_value("--bots", argc, argv, i, &cmd->bots) ||
           take_value("--seconds", argc, argv, i, &cmd->seconds) ||
           take_value("--seed", argc, argv, i, &cmd->seed);
}

static bool read_words(struct rules_cmd *cmd, int argc, char **argv,
        char *error, size_t error_cap)
{
    *cmd = (struct rules_cmd){
            .data = from_environment("ROOMCAST_DATA", "./data"),
            .asked = from_environment("ROOMCAST_ASSETS", "")};
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            cmd->json = true;
        } else if (strcmp(argv[i], "--verbose") == 0) {
            cmd->verbose = true;
        } else if (strcmp(argv[i], "--help") == 0) {
            cmd->help = true;
        } else if (take_option(cmd, argc, argv, &i)) {
            continue;
        } else if (argv[i][0] == '-' && argv[i][1] != '\0') {
            snprintf(error, error_cap,
                    "\"%s\" is no option here, or lacks its value: see "
                    "roomcast rules --help",
                    argv[i]);
            return false;
        } else if (cmd->words == RULES_WORDS) {
            snprintf(error, error_cap, "these are too many words");
            return false;
        } else {
            cmd->word[cmd->words++] = argv[i];
        }
    }
    return true;
}

static int run(const struct rules_cmd *cmd)
{
    if (cmd->words == 0) {
        return cmd_fail(CMD_USAGE,
                "give a command, such as roomcast rules status; see roomcast "
                "rules --help");
    }
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(cmd->word[0], commands[i].word) != 0) {
            continue;
        }
        if (cmd->words - 1 < commands[i].least ||
                cmd->words - 1 > commands[i].most) {
            return cmd_fail(CMD_USAGE, "it is: roomcast rules %s %s",
                    commands[i].word, commands[i].arguments);
        }
        return commands[i].run(cmd);
    }
    return cmd_fail(CMD_USAGE,
            "\"%s\" is no command of roomcast rules: see roomcast rules "
            "--help",
            cmd->word[0]);
}

int rules_cmd(int argc, char **argv, const char *(*assets)(const char *asked))
{
    struct rules_cmd cmd;
    char error[ERROR_BYTES];

    if (!read_words(&cmd, argc, argv, error, sizeof(error))) {
        return cmd_fail(CMD_USAGE, "%s", error);
    }
    if (cmd.help) {
        say_help();
        return CMD_GOOD;
    }
    cmd.assets = assets(cmd.asked);
    return cmd.assets ? run(&cmd) : CMD_USAGE;
}
