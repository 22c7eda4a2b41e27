// Gives the calling thread a name, by which the system lists it and `/metrics` counts its time.
#pragma once

#include <pthread.h>

namespace onsale::base {

// Requires: at most 15 characters; a longer name is ignored.
inline void NameThisThread(const char* name) {
  (void)pthread_setname_np(pthread_self(), name);
}

}  // namespace onsale::base
