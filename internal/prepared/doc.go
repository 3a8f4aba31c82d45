// Package prepared keeps answers as bytes ready to be sent: rendered once, compressed once per
// encoding, with their ETag and headers already written. It knows nothing of what the bytes mean.
//
// New makes an Answer, Serve sends it as the request asks (encoding, conditions, HEAD), a Cache
// keeps a bounded number of bytes of them by organization and revision.
package prepared
