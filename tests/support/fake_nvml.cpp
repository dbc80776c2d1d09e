// A library in the shape of NVML, for tests: what it answers stands in the file that the variable
// FAKE_NVML names, one line a card: NAME|TOTAL|RESERVED|FREE|UUID, sizes in bytes. A line
// "init CODE", "memory CODE" or "memory_v2 CODE" makes that function fail.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Card {
  std::string name;
  std::uint64_t total = 0;
  std::uint64_t reserved = 0;
  std::uint64_t free = 0;
  std::string uuid;
};

struct State {
  int init = 0;
  int memory = 0;
  int memory_v2 = 0;
  std::vector<Card> cards;
};

State read_state() {
  State state;
  const char* path = std::getenv("FAKE_NVML");
  std::ifstream file{path == nullptr ? "" : path};
  for (std::string line; std::getline(file, line);) {
    if (line.find('|') == std::string::npos) {
      std::istringstream words{line};
      std::string name;
      int code = 0;
      words >> name >> code;
      (name == "init" ? state.init : name == "memory" ? state.memory : state.memory_v2) = code;
      continue;
    }
    std::istringstream fields{line};
    Card card;
    std::string number;
    std::getline(fields, card.name, '|');
    for (std::uint64_t* figure : {&card.total, &card.reserved, &card.free}) {
      std::getline(fields, number, '|');
      *figure = std::stoull(number);
    }
    std::getline(fields, card.uuid);
    state.cards.push_back(card);
  }
  return state;
}

State& state() {
  static State read;
  return read;
}

int copy(const std::string& text, char* to, unsigned int length) {
  // As long as it likes: without an end where the text fills the buffer.
  const std::size_t count = std::min<std::size_t>(text.size() + 1, length);
  std::memcpy(to, text.c_str(), count);
  return 0;
}

const Card& card_of(void* device) {
  return *static_cast<const Card*>(device);
}

struct MemoryV1 {
  unsigned long long total, free, used;
};

struct MemoryV2 {
  unsigned int version;
  unsigned long long total, reserved, free, used;
};

constexpr unsigned int version_of_v2 = 0x02000028;
constexpr int invalid_argument = 2;
constexpr int version_mismatch = 25;

}  // namespace

extern "C" {

int nvmlInit_v2() {
  state() = read_state();
  return state().init;
}

int nvmlShutdown() {
  state() = State{};
  return 0;
}

int nvmlDeviceGetCount_v2(unsigned int* count) {
  *count = static_cast<unsigned int>(state().cards.size());
  return 0;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned int index, void** device) {
  if (index >= state().cards.size()) {
    return invalid_argument;
  }
  *device = &state().cards[index];
  return 0;
}

int nvmlDeviceGetName(void* device, char* name, unsigned int length) {
  return copy(card_of(device).name, name, length);
}

int nvmlDeviceGetUUID(void* device, char* uuid, unsigned int length) {
  return copy(card_of(device).uuid, uuid, length);
}

int nvmlDeviceGetMemoryInfo(void* device, MemoryV1* memory) {
  const Card& card = card_of(device);
  *memory = {card.total, card.free, card.total - card.free};
  return state().memory;
}

int nvmlDeviceGetMemoryInfo_v2(void* device, MemoryV2* memory) {
  if (memory->version != version_of_v2) {
    return version_mismatch;
  }
  const Card& card = card_of(device);
  *memory = {memory->version, card.total, card.reserved, card.free,
             card.total - card.free - card.reserved};
  return state().memory_v2;
}

const char* nvmlErrorString(int code) {
  return code == 9 ? "Driver Not Loaded" : code == 3 ? "Not Supported" : "Unknown Error";
}

}  // extern "C"
