// A command of the program, and one call of it.
#pragma once

#include <cstdint>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <CLI/CLI.hpp>

#include <vramcalc/core/message.h>

#include "cli/environment.h"
#include "cli/exit_code.h"

namespace vramcalc::cli {

class Call;
class CatalogueShelf;
class Catalogues;
struct CatalogueOptions;

/// A command whose answer hangs on its options alone, so that it can be asked again and again.
class Repeatable {
 public:
  virtual ~Repeatable() = default;
  Repeatable(const Repeatable&) = delete;
  Repeatable& operator=(const Repeatable&) = delete;

  /// Registers the options on the call's app, once.
  virtual void add_to(Call& call) = 0;
  /// As if none of them had been given.
  virtual void reset() = 0;
  /// Answers what the call has parsed.
  virtual ExitCode answer(Call& call) = 0;

 protected:
  Repeatable() = default;
};

struct Command {
  std::string_view name;
  MessageId summary;
  MessageId examples;  // one command a line
  /// One of the two.
  ExitCode (*run)(Call& call) = nullptr;
  std::unique_ptr<Repeatable> (*repeatable)() = nullptr;

  /// Whether `batch` answers it too.
  [[nodiscard]] bool in_batch() const { return repeatable != nullptr; }
};

/// Every command, in the order of the help. A new one is a file and a row here.
[[nodiscard]] std::span<const Command> commands();

/// Null where there is none of that name.
[[nodiscard]] const Command* find_command(std::string_view name);

/// How a document of JSON is laid out.
enum class JsonLayout : std::uint8_t { indented, one_line };

/// One call: the command's own options are registered on `app`, then `parse()` fills them.
class Call {
 public:
  Call(const Command& command, std::vector<std::string> arguments, const Environment& environment,
       std::ostream& out, std::ostream& err);

  [[nodiscard]] CLI::App& app() { return app_; }
  [[nodiscard]] const Environment& environment() const { return *environment_; }
  [[nodiscard]] std::ostream& out() { return *out_; }
  [[nodiscard]] std::ostream& err() { return *err_; }
  [[nodiscard]] JsonLayout layout() const { return layout_; }

  /// The catalogues that the options name, read once. Valid until others are asked for.
  [[nodiscard]] const Catalogues& catalogues(const CatalogueOptions& options);

  /// Another call of the same command in the same environment, with the same catalogues.
  [[nodiscard]] Call with(std::vector<std::string> arguments, std::ostream& out) const;

  /// A call of that command which is asked many times: all options are registered, and an answer is
  /// one line.
  [[nodiscard]] Call to_repeat(const Command& command, std::ostream& out) const;
  /// What the next parse() reads.
  void set_arguments(std::vector<std::string> arguments) { arguments_ = std::move(arguments); }

  /// Whether the arguments name an option that is not registered yet, or ask for help.
  [[nodiscard]] bool asks_for_more() const;

  /// False when help was asked for and printed; throws Error(usage) with a hint.
  [[nodiscard]] bool parse();

 private:
  Call(const Command& command, std::vector<std::string> arguments, const Environment& environment,
       std::ostream& out, std::ostream& err, std::shared_ptr<CatalogueShelf> shelf,
       JsonLayout layout);

  // CLI11 keeps the order of all options that it ever parsed.
  class App : public CLI::App {
   public:
    using CLI::App::App;
    void forget_order() { parse_order_.clear(); }
  };

  const Command* command_;
  std::vector<std::string> arguments_;
  const Environment* environment_;
  std::ostream* out_;
  std::ostream* err_;
  std::shared_ptr<CatalogueShelf> shelf_;
  JsonLayout layout_;
  App app_;
};

/// One answer to the arguments of the call.
[[nodiscard]] ExitCode run_once(Call& call, Repeatable& command);

}  // namespace vramcalc::cli
