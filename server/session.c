/* SPDX-License-Identifier: MIT */
#include "server/session.h"
