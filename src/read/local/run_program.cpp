#include "read/local/run_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

extern char** environ;

namespace vramcalc::read::local {
namespace {

using Clock = std::chrono::steady_clock;

class Pipe {
 public:
  Pipe() : is_open_(pipe(ends_.data()) == 0) {
    for (const int end : ends_) {
      fcntl(end, F_SETFD, FD_CLOEXEC);
    }
  }
  ~Pipe() {
    if (is_open_) {
      close_end(0);
      close_end(1);
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] bool is_open() const { return is_open_; }
  [[nodiscard]] int reader() const { return ends_[0]; }
  [[nodiscard]] int writer() const { return ends_[1]; }
  void close_writer() { close_end(1); }

 private:
  void close_end(std::size_t end) {
    if (ends_.at(end) >= 0) {
      close(ends_.at(end));
      ends_.at(end) = -1;
    }
  }

  std::array<int, 2> ends_{-1, -1};
  bool is_open_;
};

// A group of its own, so that what it starts can be ended with it.
std::optional<pid_t> start(const std::string& path, const std::vector<std::string>& arguments,
                           const Pipe& out) {
  std::vector<std::string> words{path};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&files, out.writer(), STDOUT_FILENO);
  posix_spawnattr_t settings;
  posix_spawnattr_init(&settings);
  posix_spawnattr_setflags(&settings, POSIX_SPAWN_SETPGROUP);
  pid_t process = 0;
  const int error = posix_spawn(&process, path.c_str(), &files, &settings, argv.data(), environ);
  posix_spawnattr_destroy(&settings);
  posix_spawn_file_actions_destroy(&files);
  return error == 0 ? std::optional{process} : std::nullopt;
}

// Whether it came to its end.
bool read_all(int reader, Clock::time_point deadline, std::size_t most, std::string& text) {
  std::array<char, 4096> block{};
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd waiting{reader, POLLIN, 0};
    const int ready = left <= 0 ? 0 : poll(&waiting, 1, static_cast<int>(left));
    if (ready == 0) {
      return false;
    }
    const ssize_t count = ready < 0 ? -1 : ::read(reader, block.data(), block.size());
    if (count == 0) {
      return true;
    }
    if (count < 0) {
      if (errno == EINTR) {
        continue;
      }
      return false;
    }
    text.append(block.data(), std::min(static_cast<std::size_t>(count), most - text.size()));
    if (text.size() == most) {
      return false;
    }
  }
}

// A program may close its output and go on.
std::optional<int> wait_for(pid_t process, Clock::time_point deadline) {
  for (;;) {
    int status = 0;
    const pid_t ended = waitpid(process, &status, WNOHANG);
    if (ended == process) {
      return status;
    }
    if ((ended < 0 && errno != EINTR) || Clock::now() >= deadline) {
      return std::nullopt;
    }
    poll(nullptr, 0, 1);
  }
}

void end(pid_t process) {
  kill(-process, SIGKILL);
  while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

std::optional<std::string> find_program(const std::string& name, const std::string& folders) {
  for (std::size_t from = 0; from < folders.size();) {
    const std::size_t colon = std::min(folders.find(':', from), folders.size());
    const std::filesystem::path folder{folders.substr(from, colon - from)};
    from = colon + 1;
    const std::filesystem::path path = folder / name;
    std::error_code ignored;
    if (folder.is_absolute() && std::filesystem::is_regular_file(path, ignored) &&
        access(path.c_str(), X_OK) == 0) {
      return path.string();
    }
  }
  return std::nullopt;
}

std::optional<Printed> run_program(const std::string& path,
                                   const std::vector<std::string>& arguments,
                                   std::chrono::milliseconds patience, Bytes most) {
  const Clock::time_point deadline = Clock::now() + patience;
  Pipe out;
  const std::optional<pid_t> process = out.is_open() ? start(path, arguments, out) : std::nullopt;
  if (!process) {
    return std::nullopt;
  }
  out.close_writer();
  Printed printed;
  const bool is_read = read_all(out.reader(), deadline, most.count(), printed.text);
  const std::optional<int> status = is_read ? wait_for(*process, deadline) : std::nullopt;
  if (!status) {
    end(*process);
    return printed;
  }
  printed.is_whole = WIFEXITED(*status);
  printed.status = printed.is_whole ? WEXITSTATUS(*status) : -1;
  return printed;
}

}  // namespace vramcalc::read::local
