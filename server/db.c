/* SPDX-License-Identifier: MIT */
#include "server/db.h"
