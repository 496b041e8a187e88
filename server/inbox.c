/* SPDX-License-Identifier: MIT */
#include "server/inbox.h"
