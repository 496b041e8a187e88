/* SPDX-License-Identifier: MIT */
#ifndef SERVER_FRONT_H
#define SERVER_FRONT_H

#endif
