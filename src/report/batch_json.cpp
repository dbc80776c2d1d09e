#include "report/batch_json.h"

#include <vramcalc/core/spelling.h>

#include "report/json.h"

namespace vramcalc::report {
namespace {

std::string_view id_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      break;
    case ErrorKind::not_found:
      return "not_found";
    case ErrorKind::bad_input:
      return "bad_input";
    case ErrorKind::unsupported:
      return "unsupported";
  }
  return "usage";
}

std::string line_of(std::string_view id, Json error, std::uint64_t line) {
  error["line"] = line;
  Json document;
  document["error"] = std::move(error);
  return with_id(id, document.dump());
}

}  // namespace

std::string json_text(std::string_view text) {
  return Json(text).dump();
}

std::string error_line(std::string_view id, const Error& error, std::uint64_t line) {
  Json json;
  json["kind"] = id_of(error.kind());
  json["message"] = error.what();
  json["hint"] = error.hint() ? Json(render(*error.hint())) : Json(nullptr);
  return line_of(id, std::move(json), line);
}

std::string fault_line(std::string_view id, std::string_view what, std::uint64_t line) {
  Json json;
  json["kind"] = "internal";
  json["message"] = label(MessageId::error_internal) + ": " + printable(what);
  json["hint"] = nullptr;
  return line_of(id, std::move(json), line);
}

std::string with_id(std::string_view id, std::string_view document) {
  std::string line;
  line.reserve(id.size() + document.size() + 8);
  if (!id.empty()) {
    line.append("{\"id\":").append(id).append(",");
    document.remove_prefix(1);
  }
  return line.append(document);
}

}  // namespace vramcalc::report
