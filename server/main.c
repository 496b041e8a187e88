/* SPDX-License-Identifier: MIT
 *
 * main: the command line.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "server/config.h"
#include "server/rules_cmd.h"
#include "server/server.h"

#define USAGE       2 // exit code
#define ERROR_BYTES 512
#define HELP_BYTES  4096
#define PATH_BYTES  4096

/* Where the program's files are: the places it was installed to, unless it runs
 * from where it was built; --assets names another. */
struct paths {
    char root[PATH_BYTES]; // of assets/ and client-demo/
    char built[PATH_BYTES];
    char assets[PATH_BYTES + 16], pages[PATH_BYTES + 16];
};

static void find_paths(const char *asked, struct paths *out)
{
    char self[PATH_BYTES];
    ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

    self[len > 0 ? len : 0] = '\0';
    bool is_built =
            strncmp(self, ROOMCAST_BUILD "/", sizeof(ROOMCAST_BUILD)) == 0;
    snprintf(out->root, sizeof(out->root), "%s",
            asked[0]   ? asked
            : is_built ? ROOMCAST_SOURCE
                       : ROOMCAST_SHARE);
    snprintf(out->built, sizeof(out->built), "%s",
            is_built ? ROOMCAST_BUILD "/client-demo"
                     : ROOMCAST_SHARE "/client-demo");
    snprintf(out->assets, sizeof(out->assets), "%s/assets", out->root);
    snprintf(out->pages, sizeof(out->pages), "%s/client-demo", out->root);
}

/* Whether they are there; says so if not. */
static bool has_assets(const struct paths *paths)
{
    char schema[sizeof(paths->assets) + 16];

    snprintf(schema, sizeof(schema), "%s/schema", paths->assets);
    if (access(schema, F_OK) == 0) {
        return true;
    }
    fprintf(stderr,
            "roomcast: --assets %s: there is no assets/schema in it; it is the "
            "folder in which assets/ lies\n",
            paths->root);
    return false;
}

static void say_serve_help(void)
{
    char help[HELP_BYTES];

    config_help(help, sizeof(help));
    printf("Usage: roomcast serve [OPTIONS]\n\n%s", help);
}

static int serve(int argc, char **argv)
{
    static struct paths paths;
    struct config config;
    char error[ERROR_BYTES];

    if (argc > 0 && strcmp(argv[0], "--help") == 0) {
        say_serve_help();
        return 0;
    }
    if (!config_read(&config, argc, argv, error, sizeof(error))) {
        fprintf(stderr, "roomcast: %s\n", error);
        return USAGE;
    }
    find_paths(config.assets, &paths);
    if (!has_assets(&paths)) {
        return USAGE;
    }
    const struct server_places places = {.assets = paths.assets,
            .pages = paths.pages,
            .more_pages = paths.built};
    return server_run(&config, &places);
}

/* Without a word from its user a command that needs them says so itself. */
static const char *find_assets(const char *asked)
{
    static struct paths paths;

    find_paths(asked, &paths);
    return asked[0] && !has_assets(&paths) ? NULL : paths.assets;
}

static void say_help(void)
{
    printf("roomcast " ROOMCAST_VERSION
           ": match rooms for a browser game, in one program.\n\n"
           "Usage: roomcast serve [OPTIONS]   serve players\n"
           "       roomcast serve --help      say what OPTIONS there are\n"
           "       roomcast rules COMMAND     check, install, remove, list, "
           "show, play,\n"
           "                                  status, diff, history, "
           "rollback, export\n"
           "       roomcast rules --help      say what they do\n"
           "       roomcast --version\n");
}

static int refuse(const char *word)
{
    static const char *const later[] = {"room", "replay", "backup"};

    for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++) {
        if (strcmp(word, later[i]) == 0) {
            fprintf(stderr, "roomcast: this version has no `%s` command yet\n",
                    word);
            return USAGE;
        }
    }
    fprintf(stderr, "roomcast: \"%s\" is no command: see roomcast --help\n",
            word);
    return USAGE;
}

int main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";

    if (strcmp(word, "serve") == 0) {
        return serve(argc - 2, argv + 2);
    }
    if (strcmp(word, "rules") == 0) {
        return rules_cmd(argc - 2, argv + 2, find_assets);
    }
    if (strcmp(word, "--version") == 0) {
        printf("roomcast " ROOMCAST_VERSION "\n");
        return 0;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
            strcmp(word, "help") == 0) {
        say_help();
        return 0;
    }
    if (word[0] == '\0') {
        fprintf(stderr, "roomcast: give a command, such as roomcast serve; see "
                        "roomcast --help\n");
        return USAGE;
    }
    return refuse(word);
}
