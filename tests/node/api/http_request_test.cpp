// What is made of a connection's bytes, without a connection. The server on sockets: http_server_test.

#include "node/api/http_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "node/limits.h"

namespace node {
namespace {

using ::testing::HasSubstr;
using State = HttpRequestReader::State;

constexpr std::uint16_t kPort = 8080;

std::string request(const std::string& first_line, const std::string& fields = "",
                    const std::string& body = "") {
  return first_line + " HTTP/1.1\r\nHost: localhost:8080\r\n" + fields + "\r\n" + body;
}

// The outcome of the first request in `bytes` that come in pieces of this size, and what it left over.
struct Outcome {
  State state = State::kMore;
  ApiRequest request;
  std::string refusal;
  std::string rest;
};

Outcome read(const std::string& bytes, std::size_t piece_bytes) {
  HttpRequestReader reader(kPort);
  Outcome out;
  std::size_t used = 0, given = 0;
  while (out.state == State::kMore && given < bytes.size()) {
    given = std::min(given + piece_bytes, bytes.size());
    std::string_view buffer = std::string_view(bytes).substr(used, given - used);
    do {
      out.state = reader.take(buffer);
    } while (out.state == State::kGoAhead);
    used = given - buffer.size();
  }
  if (out.state == State::kWhole) out.request = reader.release();
  if (reader.refused()) out.refusal = reader.refusal().body;
  out.rest = bytes.substr(used);
  return out;
}

class HttpRequestTest : public ::testing::TestWithParam<std::size_t> {
 protected:
  static Outcome read(const std::string& bytes) { return node::read(bytes, GetParam()); }
};

TEST_P(HttpRequestTest, a_request_comes_out_whole_however_it_is_cut) {
  const Outcome out = read(request(
      "POST /a?b=c",
      "Content-Type: text/csv\r\nAccept-Language: zh\r\nwishtree-user: %E7%8E%8B\r\nContent-Length: 3\r\n",
      "xyz"));
  ASSERT_EQ(out.state, State::kWhole);
  EXPECT_EQ(out.request.method, "POST");
  EXPECT_EQ(out.request.target, "/a?b=c");
  EXPECT_EQ(out.request.content_type, "text/csv");
  EXPECT_EQ(out.request.accept_language, "zh");
  EXPECT_EQ(out.request.user, "%E7%8E%8B");
  EXPECT_EQ(out.request.body, "xyz");
}

TEST_P(HttpRequestTest, a_chunked_request_without_content_comes_out_whole) {
  const Outcome out = read(request("POST /", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n"));
  ASSERT_EQ(out.state, State::kWhole);
  EXPECT_EQ(out.request.body, "");
}

TEST_P(HttpRequestTest, chunks_are_put_together_without_their_extensions_and_trailers) {
  const Outcome out = read(request("POST /", "Transfer-Encoding: chunked\r\n",
                                   "3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nX-Trailer: 1\r\n\r\n"));
  ASSERT_EQ(out.state, State::kWhole);
  EXPECT_EQ(out.request.body, "abcd");
}

TEST_P(HttpRequestTest, what_follows_a_request_is_left_for_the_next_reader) {
  const std::string next = request("GET /2");
  const std::string bytes = request("PUT /1", "Content-Length: 2\r\n", "ab");
  const Outcome out = node::read(bytes + next, bytes.size() + next.size());
  ASSERT_EQ(out.state, State::kWhole);
  EXPECT_EQ(out.rest, next);
}

TEST_P(HttpRequestTest, a_request_that_is_not_whole_waits_for_more) {
  for (const std::string& bytes :
       {request("GET /").substr(0, 20), request("POST /", "Content-Length: 3\r\n", "ab"),
        request("POST /", "Content-Length: 3\r\n"),
        request("POST /", "Transfer-Encoding: chunked\r\n", "0\r\n\r"),
        request("POST /", "Transfer-Encoding: chunked\r\n", "5\r\nab")})
    EXPECT_EQ(read(bytes).state, State::kMore) << bytes;
}

TEST_P(HttpRequestTest, the_head_of_a_chunk_is_within_the_limit_of_headers) {
  const Outcome out = read(
      request("POST /", "Transfer-Encoding: chunked\r\n", "1;" + std::string(2 * kHttpHeaderBytesMax, 'x')));
  ASSERT_EQ(out.state, State::kRefused);
  EXPECT_THAT(out.refusal, HasSubstr("http.header_too_large"));
}

TEST_P(HttpRequestTest, what_can_be_read_in_two_ways_is_refused) {
  for (const char* fields :
       {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Content-Length: 1\r\nContent-Length: 2\r\n",
        "Host: localhost:8080\r\n", "Wishtree-User: a\r\nWishtree-User: b\r\n"}) {
    const Outcome out = read(request("POST /", fields, "0\r\n\r\n"));
    EXPECT_EQ(out.state, State::kRefused) << fields;
    EXPECT_THAT(out.refusal, HasSubstr("http.bad_framing")) << fields;
  }
}

INSTANTIATE_TEST_SUITE_P(InPiecesOf, HttpRequestTest, ::testing::Values(1, 2, 3, 7, 100'000));

TEST(HttpRequest, who_waits_for_a_go_ahead_is_told_to_go_on) {
  HttpRequestReader reader(kPort);
  const std::string head = request("PUT /", "Expect: 100-continue\r\nContent-Length: 2\r\n");
  std::string_view bytes = head;
  EXPECT_EQ(reader.take(bytes), State::kGoAhead);
  EXPECT_EQ(reader.take(bytes), State::kMore);
  bytes = "ok";
  EXPECT_EQ(reader.take(bytes), State::kWhole);
  EXPECT_EQ(reader.release().body, "ok");
}

}  // namespace
}  // namespace node
