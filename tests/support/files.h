// Files and folders of a test's own, and the folder that it runs in.
#pragma once

#include <filesystem>
#include <string>

namespace vramcalc::test {

/// All bytes of a file that can be read.
[[nodiscard]] std::string content(const std::filesystem::path& path);

/// A new folder in the system's temporary one, gone with all that is in it when this is.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// As text, whether it is there or not.
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
  /// A file of that content, in folders that are made where there are none: its path.
  std::filesystem::path write(const std::string& name, const std::string& content) const;

 private:
  std::filesystem::path path_;
};

/// A file that lives as long as this, alone in a folder.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content, const std::string& name = "file.yaml")
      : path_(folder_.write(name, content).string()) {}
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string folder() const { return folder_.path().string(); }

 private:
  TemporaryFolder folder_;
  std::string path_;
};

/// The folder that the program runs in, for as long as this lives.
class WorkingFolder {
 public:
  explicit WorkingFolder(const std::filesystem::path& path);
  ~WorkingFolder();
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
  std::filesystem::path before_;
};

}  // namespace vramcalc::test
