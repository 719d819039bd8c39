// The nodes of a sample year's city, as the logs of place 0 declare them: the tree of places, and who may
// write. A node of the city itself, one of each county, and of some villages.
//
// All follows from the seed, keys included, so these are nobody's secrets.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "model/authority.h"
#include "model/signing.h"
#include "tools/played_year/pen.h"
#include "tools/sample_year/sample_year.h"

namespace played_year {

struct CityOrder {
  std::uint64_t seed = 1;
  bool county_nodes = true;
  std::uint32_t villages_per_thousand = 100;  // Of a thousand villages and communities, those with a node.
};

class City {
 public:
  // Writes with `pen`, which goes on to write what the nodes say.
  City(const sample_year::SampleYear& year, const CityOrder& order, Pen& pen);
  City(const City&) = delete;
  City& operator=(const City&) = delete;

  // Of the logs of place 0, each after what it rests on.
  [[nodiscard]] const std::vector<Penned>& events() const { return events_; }
  [[nodiscard]] std::shared_ptr<const model::Authority> authority() const { return authority_; }
  [[nodiscard]] const model::NodeKey& root_key() const { return root_key_; }
  [[nodiscard]] const model::WriterId& city_writer() const { return city_writer_; }
  // Of a writer of this city, the root key's own included.
  [[nodiscard]] const model::Signer& signer(const model::WriterId& writer) const;
  [[nodiscard]] std::size_t nodes() const { return signers_.size() - 1; }

 private:
  void write(const model::WriterId& writer, model::Kind kind, std::string body);
  model::WriterId enrol(const sample_year::SamplePlace& place);

  const std::uint64_t seed_;
  const model::Date day_;  // On which all is set up.
  Pen& pen_;
  model::NodeKey root_key_;
  model::WriterId root_;
  model::WriterId city_writer_;
  std::vector<Penned> events_;
  std::map<model::WriterId, std::unique_ptr<model::Signer>> signers_;
  std::shared_ptr<const model::Authority> authority_;
};

}  // namespace played_year
