/* SPDX-License-Identifier: MIT */
#include "server/journal.h"
