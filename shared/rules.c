/* SPDX-License-Identifier: MIT */
#include "shared/rules.h"
