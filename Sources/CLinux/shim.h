// What the loop and the server need of Linux beyond what Swift's Glibc module exports.
#pragma once
#if defined(__linux__)
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// Declared by the C library for those alone who ask for all of GNU.
int accept4(int, struct sockaddr *_Nullable, socklen_t *_Nullable, int);
#endif
