#include "cli/batch/interruption.h"

#include <cerrno>
#include <csignal>
#include <poll.h>

namespace vramcalc::cli {
namespace {

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): all that a handler may touch
volatile std::sig_atomic_t interrupted = 0;

void note(int /*signal*/) {
  interrupted = 1;
}

}  // namespace

Interruption::Interruption() {
  interrupted = 0;
  struct sigaction action {};
  action.sa_handler = note;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, nullptr, &before_);
  if (before_.sa_handler != SIG_IGN) {  // as nohup and the & of scripts want it
    sigaction(SIGINT, &action, nullptr);
  }
}

Interruption::~Interruption() {
  sigaction(SIGINT, &before_, nullptr);
}

bool Interruption::is_requested() {
  return interrupted != 0;
}

// The signal is let in by ppoll alone, so that none comes between the look and the wait.
bool Interruption::wait_for(int descriptor) {
  sigset_t blocked;
  sigset_t usual;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGINT);
  pthread_sigmask(SIG_BLOCK, &blocked, &usual);
  bool is_ready = false;
  while (!is_ready && !is_requested()) {
    pollfd wanted{descriptor, POLLIN, 0};
    const int result = ppoll(&wanted, 1, nullptr, &usual);
    is_ready = result > 0 || (result < 0 && errno != EINTR);  // read() will say what is wrong
  }
  pthread_sigmask(SIG_SETMASK, &usual, nullptr);
  return is_ready;
}

}  // namespace vramcalc::cli
