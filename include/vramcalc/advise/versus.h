// Two questions side by side: what the second takes more or less, and which change it is due to.
//
// The changes are made one after another, each on top of those before it. The steps therefore sum
// to the difference, and in another order the same changes may account for other shares of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <vramcalc/advise/answer.h>

namespace vramcalc::advise {

/// An option with its new value: "--context", "32k". A flag has none.
struct Change {
  std::string option;
  std::string value;
};

/// The first question with one more change.
struct ChangedQuestion {
  Change change;
  /// Nothing where the changes so far contradict each other or what is not changed yet.
  std::optional<EstimateRequest> request;
};

struct VersusRequest {
  EstimateRequest base;
  std::vector<ChangedQuestion> changes;  // never empty; the last one has a request: the second
                                         // question
};

/// The same memory before and after.
struct BytesChange {
  Bytes before;
  Bytes after;

  /// Throws Error(bad_input) beyond 63 bits.
  [[nodiscard]] std::int64_t difference() const;
};

struct ComponentChange {
  memory::Component component{};
  std::optional<memory::Device> device;  // nothing: all GPUs together
  BytesChange bytes;
};

/// Changes that are made at once: one, or several of which the first are not possible alone.
struct VersusStep {
  std::vector<Change> changes;
  BytesChange total;                        // of all GPUs
  BytesChange host;                         // main memory
  std::vector<ComponentChange> components;  // that moved, by device where both have the same GPUs
  std::vector<ComponentChange> summed;      // likewise, GPUs together
};

struct VersusAnswer {
  EstimateAnswer base;
  EstimateAnswer other;
  BytesChange total;                        // of all GPUs
  BytesChange host;                         // main memory
  std::vector<ComponentChange> components;  // by device where both have the same GPUs
  std::vector<ComponentChange> summed;      // likewise, GPUs together
  std::vector<VersusStep> steps;
  std::vector<Assumption> assumptions;  // that hold for both
  std::vector<Text> warnings;           // of either, each once
};

/// Throws what answer() throws of either question; changes that are impossible before those behind
/// them are one step with them.
[[nodiscard]] VersusAnswer versus(const VersusRequest& request);

}  // namespace vramcalc::advise
