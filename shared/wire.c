/* SPDX-License-Identifier: MIT */
#include "shared/wire.h"
