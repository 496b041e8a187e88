/* SPDX-License-Identifier: MIT */
#include "server/http.h"

#include <libwebsockets.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/api.h"
#include "server/buf.h"
#include "server/door.h"
#include "server/log.h"
#include "server/pump.h"
#include "server/stats.h"
#include "server/text.h"

#define CHUNK      16384 // of a body, written at once
#define HEAD_BYTES 1024
#define SECONDS    5 // for each step a connection takes
#define SWEEP_US   (250 * LWS_US_PER_MS)

// What a page of ours may do: nothing but run our own files, and talk.
#define PAGE_POLICY                                                       \
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "          \
    "style-src 'self'; img-src 'self' data:; media-src 'self'; "          \
    "font-src 'self'; manifest-src 'self'; connect-src 'self' ws: wss:; " \
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/* A connection, from its adoption to its end. */
struct conn {
    struct http *http;
    bool is_being_adopted, is_head;
    struct api_answer answer;
    size_t sent; // bytes of the answer's body
    char path[256];
    char body[API_BODY_MAX]; // of a request
    size_t body_len;
    char address[ADDRESS_BYTES];
};

struct http {
    struct http_host host;
    struct pump_host pump;
    struct lws_context *context;
    struct lws_vhost *plain, *tls; // tls is NULL without a certificate
    lws_sorted_usec_list_t sweep;
};

/* ---- answers ---- */

static const char *phrase(int status)
{
    static const struct {
        int status;
        const char *phrase;
    } phrases[] = {{200, "OK"}, {201, "Created"}, {304, "Not Modified"},
            {400, "Bad Request"}, {404, "Not Found"},
            {405, "Method Not Allowed"}, {409, "Conflict"},
            {411, "Length Required"}, {413, "Content Too Large"},
            {415, "Unsupported Media Type"}, {429, "Too Many Requests"},
            {503, "Service Unavailable"}};

    for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
        if (phrases[i].status == status) {
            return phrases[i].phrase;
        }
    }
    return "Error";
}

static void put_head(struct text *out, const struct api_answer *answer)
{
    time_t now = time(NULL);
    struct tm utc;
    char date[64];

    strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT",
            gmtime_r(&now, &utc));
    text_put(out, "HTTP/1.1 %d %s\r\nDate: %s\r\nConnection: close\r\n",
            answer->status, phrase(answer->status), date);
    if (answer->status != 304) {
        text_put(out, "Content-Type: %s\r\nContent-Length: %zu\r\n",
                answer->type, answer->body->len);
    }
    if (answer->status == 405) {
        text_put(out, "Allow: GET, HEAD\r\n");
    }
    if (answer->etag[0]) {
        text_put(out, "ETag: %s\r\n", answer->etag);
    }
    text_put(out,
            "Cache-Control: %s\r\n"
            "Content-Security-Policy: " PAGE_POLICY "\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "Referrer-Policy: no-referrer\r\n\r\n",
            answer->etag[0] ? "no-cache" : "no-store");
}

/* Writes the next part of the body; -1 when that was all. */
static int send_body(struct lws *wsi, struct conn *conn)
{
    uint8_t space[LWS_PRE + CHUNK];
    const struct buf *body = conn->answer.body;
    size_t left = conn->is_head ? 0 : body->len - conn->sent;
    size_t len = left < CHUNK ? left : CHUNK;

    if (len == 0) {
        return -1;
    }
    memcpy(space + LWS_PRE, body->bytes + conn->sent, len);
    conn->sent += len;
    if (lws_write(wsi, space + LWS_PRE, len,
                len < left ? LWS_WRITE_HTTP : LWS_WRITE_HTTP_FINAL) < 0 ||
            len == left) {
        return -1; // closed after what is buffered has gone out
    }
    lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, SECONDS);
    lws_callback_on_writable(wsi);
    return 0;
}

/* Writes the head of conn->answer and begins with its body; -1 when there is
 * none. A peer that goes on talking while a body longer than CHUNK is sent is
 * hung up on by libwebsockets. */
static int send_answer(struct lws *wsi, struct conn *conn)
{
    char space[LWS_PRE + HEAD_BYTES];
    struct text head = text_in(space + LWS_PRE, HEAD_BYTES);

    stats_add(STAT_HTTP_REQUESTS, 1);
    if (!conn->answer.body) {
        return -1; // out of memory
    }
    put_head(&head, &conn->answer);
    if (head.failed || lws_write(wsi, (unsigned char *)head.at, head.len,
                               LWS_WRITE_HTTP_HEADERS) < 0) {
        return -1;
    }
    return send_body(wsi, conn);
}

static int say(
        struct lws *wsi, struct conn *conn, int status, const char *sentence)
{
    api_say(&conn->answer, status, sentence);
    return send_answer(wsi, conn);
}

/* ---- requests ---- */

static const char *copy_header(
        struct lws *wsi, enum lws_token_indexes token, char *out, int cap)
{
    if (lws_hdr_copy(wsi, out, cap, token) <= 0) {
        out[0] = '\0';
    }
    return out;
}

static int answer(struct lws *wsi, struct conn *conn, bool is_post)
{
    char etag[32], type[64];
    const struct http_request request = {.is_post = is_post,
            .address = conn->address,
            .path = conn->path,
            .etag = copy_header(
                    wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, etag, sizeof(etag)),
            .type = copy_header(
                    wsi, WSI_TOKEN_HTTP_CONTENT_TYPE, type, sizeof(type)),
            .body = conn->body,
            .body_len = conn->body_len};

    conn->http->host.answer(conn->http->host.self, &request, &conn->answer);
    return send_answer(wsi, conn);
}

/* The head of a request is there, and of a POST the body is to come. */
static int take_post(struct lws *wsi, struct conn *conn)
{
    char length[16];

    copy_header(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, length, sizeof(length));
    if (length[0] == '\0') {
        return say(wsi, conn, 411, "give a Content-Length");
    }
    unsigned long len = strtoul(length, NULL, 10);
    if (len > API_BODY_MAX) {
        return say(wsi, conn, 413, "the body is too long");
    }
    return len > 0 ? 0 : answer(wsi, conn, true);
}

static int take_request(struct lws *wsi, struct conn *conn, const char *path)
{
    if (conn->answer.status != 0) {
        return 0; // one request a connection, and that is being answered
    }
    if (strlen(path) >= sizeof(conn->path)) {
        return say(wsi, conn, 404, "there is nothing here");
    }
    snprintf(conn->path, sizeof(conn->path), "%s", path);
    if (lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI) > 0) {
        return take_post(wsi, conn);
    }
    conn->is_head = lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI) > 0;
    if (!conn->is_head && lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) == 0) {
        return say(wsi, conn, 405, "use GET");
    }
    return answer(wsi, conn, false);
}

static int take_body(
        struct lws *wsi, struct conn *conn, const char *bytes, size_t len)
{
    if (conn->answer.status != 0) {
        return 0; // refused already, and that is being sent
    }
    if (len > sizeof(conn->body) - conn->body_len) {
        return say(wsi, conn, 413, "the body is too long");
    }
    memcpy(conn->body + conn->body_len, bytes, len);
    conn->body_len += len;
    return 0;
}

/* Nothing is upgraded here: WebSockets never get this far. With an Upgrade that
 * libwebsockets does not know it has answered already, and thrown the head
 * away; 4.1.6 then goes on with it unless the answer is -1 (CVE-2025-11677). */
static int refuse_upgrade(struct lws *wsi, struct conn *conn)
{
    if (lws_hdr_total_length(wsi, WSI_TOKEN_UPGRADE) > 0) {
        say(wsi, conn, 404, "WebSockets are at /play");
    }
    return -1;
}

static void lose(struct conn *conn)
{
    if (!conn->is_being_adopted) {
        conn->http->host.lost(conn->http->host.self, conn->address);
        buf_unref(conn->answer.body);
        free(conn);
    }
}

static int on_http(struct lws *wsi, enum lws_callback_reasons reason,
        void *user, void *in, size_t len)
{
    struct conn *conn = lws_get_opaque_user_data(wsi);

    if (!conn) {
        return 0; // about no connection of ours
    }
    switch ((int)reason) {
    case LWS_CALLBACK_HTTP:
        return take_request(wsi, conn, in);
    case LWS_CALLBACK_HTTP_BODY:
        return take_body(wsi, conn, in, len);
    case LWS_CALLBACK_HTTP_BODY_COMPLETION:
        return conn->answer.status != 0 ? 0 : answer(wsi, conn, true);
    case LWS_CALLBACK_HTTP_WRITEABLE:
        return conn->answer.body ? send_body(wsi, conn) : -1;
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
        return refuse_upgrade(wsi, conn);
    case LWS_CALLBACK_WSI_DESTROY:
        lose(conn);
        return 0;
    default:
        return lws_callback_http_dummy(wsi, reason, user, in, len);
    }
}

/* ---- what else the loop waits for ---- */

static int on_readable(struct lws *wsi, enum lws_callback_reasons reason,
        void *user, void *in, size_t len)
{
    (void)user;
    (void)in;
    (void)len;
    if (reason == LWS_CALLBACK_RAW_RX_FILE) {
        struct http *http = lws_context_user(lws_get_context(wsi));
        http->host.readable(http->host.self);
    }
    return 0;
}

static void on_sweep(lws_sorted_usec_list_t *timer)
{
    struct http *http = lws_container_of(timer, struct http, sweep);

    http->host.sweep(http->host.self);
    lws_sul_schedule(http->context, 0, timer, on_sweep, SWEEP_US);
}

/* ---- adoption ---- */

void http_adopt(struct http *http, int fd, const char *address)
{
    struct conn *conn = calloc(1, sizeof(*conn));
    const lws_adopt_desc_t what = {.vh = http->plain,
            .type = LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP,
            .fd = {.sockfd = fd},
            .opaque = conn};

    if (!conn) {
        close(fd);
        http->host.lost(http->host.self, address);
        return;
    }
    conn->http = http;
    snprintf(conn->address, sizeof(conn->address), "%s", address);
    // a failure may or may not have said WSI_DESTROY, but has closed the socket
    conn->is_being_adopted = true;
    bool done = lws_adopt_descriptor_vhost_via_info(&what);
    conn->is_being_adopted = false;
    if (!done) {
        lose(conn);
    }
}

void http_adopt_tls(struct http *http, int fd, const char *address)
{
    pump_adopt(http->tls, http->plain, &http->pump, fd, address);
}

/* ---- life ---- */

/* Two vhosts with the same port are one to libwebsockets, and only one that
 * could listen gets its TLS: hence two ways of not listening. */
static bool create_vhosts(struct http *http, const struct http_config *config,
        struct lws_context_creation_info *info)
{
    info->vhost_name = "plain";
    info->port = CONTEXT_PORT_NO_LISTEN;
    http->plain = lws_create_vhost(http->context, info);
    if (!http->plain || !config->tls_cert[0]) {
        return http->plain;
    }
    info->vhost_name = "tls";
    info->port = CONTEXT_PORT_NO_LISTEN_SERVER;
    info->ssl_cert_filepath = config->tls_cert;
    info->ssl_private_key_filepath = config->tls_key;
    info->alpn = "http/1.1";
    http->tls = lws_create_vhost(http->context, info);
    return http->tls;
}

static bool create_context(struct http *http, const struct http_config *config)
{
    static struct lws_protocols protocols[] = {{.name = "http",
                                                       .callback = on_http,
                                                       .rx_buffer_size = 4096,
                                                       .tx_packet_size = CHUNK},
            {.name = "watched", .callback = on_readable}, {0}, {0}};
    struct lws_context_creation_info info = {
            .port = CONTEXT_PORT_NO_LISTEN_SERVER,
            .protocols = protocols,
            .timeout_secs = SECONDS,
            .keepalive_timeout = SECONDS,
            .user = http,
            .options =
                    LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
                    (config->tls_cert[0] ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT
                                         : 0)};

    protocols[2] = pump_protocol;
    http->context = lws_create_context(&info);
    if (!http->context || !create_vhosts(http, config, &info)) {
        close(config->watched);
        return false;
    }
    lws_sock_file_fd_type watched = {.filefd = config->watched};
    if (!lws_adopt_descriptor_vhost(http->plain, LWS_ADOPT_RAW_FILE_DESC,
                watched, "watched", NULL)) {
        return false;
    }
    lws_sul_schedule(http->context, 0, &http->sweep, on_sweep, SWEEP_US);
    return true;
}

struct http *http_create(
        const struct http_config *config, char *error, size_t error_cap)
{
    struct http *http = calloc(1, sizeof(*http));

    if (!http) {
        close(config->watched);
        snprintf(error, error_cap, "out of memory");
        return NULL;
    }
    http->host = config->host;
    http->pump = (struct pump_host){.self = config->host.self,
            .plain = config->host.plain,
            .lost = config->host.lost};
    if (!create_context(http, config)) {
        snprintf(error, error_cap,
                config->tls_cert[0] && http->plain
                        ? "cannot use the certificate and its key: see above, "
                          "and whether both files are PEM and may be read"
                        : "libwebsockets would not start: see above");
        http_destroy(http);
        return NULL;
    }
    return http;
}

void http_destroy(struct http *http)
{
    if (http) {
        lws_context_destroy(http->context);
        free(http);
    }
}

void http_serve(struct http *http)
{
    lws_service(http->context, 0);
}

void http_cancel(struct http *http)
{
    lws_cancel_service(http->context);
}
