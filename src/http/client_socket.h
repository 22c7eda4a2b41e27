// The socket of a client's connection, bound to an I/O thread's io_context.
//
// Shape:    not asio::ip::tcp::socket, whose executor can be any and is asked through pointers each
//           time.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace onsale::http {

using ClientSocket =
    boost::asio::ip::tcp::socket::rebind_executor<boost::asio::io_context::executor_type>::other;

}  // namespace onsale::http
