// A line of `batch`: a question as a JSON object.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vramcalc::cli {

/// One key but `id` and `command`. A list has a word for each of its values, a null none.
struct RequestMember {
  std::string key;
  std::vector<std::string> words;
  bool is_plain = true;  // false: it holds what no option takes, an object or a list in a list
};

struct Request {
  std::string id;       // as JSON; empty where there is none
  std::string command;  // likewise, as a word
  std::vector<RequestMember> members;
};

/// Where a line came from, for messages.
struct LinePlace {
  std::string_view file;
  std::uint64_t number = 0;
};

/// Fills `request`, which keeps what was understood where this throws: Error(bad_input) for what is
/// no JSON, Error(usage) for what is no object, for a key that stands twice, and for an id or a
/// command that is none.
void read_request(std::string_view line, LinePlace place, Request& request);

}  // namespace vramcalc::cli
