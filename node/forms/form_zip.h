// The parts of a zip file, checked before anything is unpacked and after.
//
// The sizes in the central directory are summed first, so that a small file that unpacks to a huge
// one costs nothing; each part's length and CRC-32 are compared once it is unpacked (by liborcus,
// which checks neither). Format: PKWARE APPNOTE 6.3, without zip64 and encryption.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "model/result.h"

namespace node {

class ZipParts {
 public:
  // `bytes` must outlive the parts. Errors "file.damaged" and "file.too_large".
  [[nodiscard]] static model::Result<ZipParts> open(std::string_view bytes);

  [[nodiscard]] bool has(std::string_view name) const { return parts_.find(name) != parts_.end(); }
  // Any part whose name begins so.
  [[nodiscard]] bool has_folder(std::string_view prefix) const;
  [[nodiscard]] model::Result<std::string> read(std::string_view name) const;

 private:
  struct Part {
    std::uint32_t crc = 0;
    std::uint32_t bytes = 0;  // Unpacked.
  };
  explicit ZipParts(std::string_view bytes) : bytes_(bytes) {}

  std::string_view bytes_;
  std::map<std::string, Part, std::less<>> parts_;
};

}  // namespace node
