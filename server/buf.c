/* SPDX-License-Identifier: MIT */
#include "server/buf.h"
