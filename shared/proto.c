/* SPDX-License-Identifier: MIT */
#include "shared/proto.h"
