#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Prints a header with a hash of the given sources: two builds of which step the
# same world the same way.
set -eu
hash=$(cat "$@" | sha256sum | cut -c1-8)
printf '#define SIM_HASH 0x%su\n' "$hash"
