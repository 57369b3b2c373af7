// What the loop needs of Linux beyond what Swift's Glibc module exports.
#pragma once
#if defined(__linux__)
#include <sys/epoll.h>
#include <sys/eventfd.h>
#endif
