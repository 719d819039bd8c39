// node/openapi.yaml as a specification that tests hold the API against: whether it is well formed, and
// whether an answer is what it says of that route and status.
//
// Pure; may be read from any thread.

#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "node/api/api_message.h"
#include "support/json_schema.h"

namespace support {

class OpenApi {
 public:
  using Faults = Schemas::Faults;

  // One that node/openapi.yaml states.
  struct Operation {
    std::string method;  // "GET"
    std::string path;    // "/api/v1/wishes/{wish}"
    const boost::json::object* said = nullptr;
    std::vector<const boost::json::object*> parameters;  // Of the path as well.
    [[nodiscard]] std::string name() const { return method + " " + path; }
  };

  // Of YAML 1.2 text; throws what yaml-cpp throws for text that is none.
  explicit OpenApi(const std::string& yaml);
  // The node's own, read once.
  [[nodiscard]] static const OpenApi& of_the_node();

  [[nodiscard]] const Schemas& schemas() const { return schemas_; }
  [[nodiscard]] const std::vector<Operation>& operations() const { return operations_; }
  // The schema of a JSON body; nothing where the operation takes none.
  [[nodiscard]] const boost::json::value* body_schema(const Operation& operation) const;

  // Of the document itself: references that point nowhere, schemas, examples, parameters, unused components.
  [[nodiscard]] Faults faults() const;
  // The operation that answers this request, if there is one.
  [[nodiscard]] const Operation* operation_of(const node::ApiRequest& request) const;
  // How the answer differs from what stands for its route and status; a status (but 500) or a key that does
  // not stand there is a fault. Of a request that succeeded also how its body and parameters differ.
  [[nodiscard]] Faults faults_of(const node::ApiRequest& request, const node::ApiResponse& response) const;

 private:
  void faults_of_operation(const Operation& operation, Faults& out) const;
  void faults_of_answer(const Operation* operation, const node::ApiResponse& response, Faults& out) const;
  void faults_of_request(const Operation& operation, const node::ApiRequest& request, Faults& out) const;

  Schemas schemas_;
  std::vector<Operation> operations_;
};

}  // namespace support
