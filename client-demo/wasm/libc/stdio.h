/* SPDX-License-Identifier: MIT
 *
 * A name that headers of msgpack-c mention; the module has no files.
 */
#ifndef WASM_STDIO_H
#define WASM_STDIO_H

typedef struct file FILE;

#endif
