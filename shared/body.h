/* SPDX-License-Identifier: MIT */
#ifndef SHARED_BODY_H
#define SHARED_BODY_H

#include "shared/base.h"

#endif
