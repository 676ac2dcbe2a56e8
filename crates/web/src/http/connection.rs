//! Connections that are let go: those over which nothing could be sent for a while.
//!
//! Whoever asks is answered within half a minute, and a reader who waits hears every few seconds that the connection is alive.
//! So where nothing was sent for longer, the other side asks for nothing, sends its request drop by drop, or takes nothing of
//! what it is sent. None of them is to hold room here for ever.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep_until};

/// For how long nothing may be sent: longer than any answer takes, and than a reader who waits hears nothing.
pub(crate) const STANDS_STILL: Duration = Duration::from_secs(120);

/// Accepts connections, and counts those that were let go.
pub(crate) struct Connections {
    pub(crate) listener: TcpListener,
    pub(crate) stands_still: Duration,
    pub(crate) let_go: Arc<AtomicU64>,
}

impl Listener for Connections {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        (Connection::new(stream, self.stands_still, Arc::clone(&self.let_go)), address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// From where somebody asks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

impl Connected<IncomingStream<'_, Connections>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Connections>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// A connection that ends in an error when it has stood still for too long.
pub(crate) struct Connection {
    stream: TcpStream,
    stands_still: Duration,
    /// When it last went on: something was sent, or the first of what is to be answered came in.
    went_on: Instant,
    /// Whether nothing came in since something was sent.
    waits: bool,
    looks_again: Pin<Box<Sleep>>,
    let_go: Arc<AtomicU64>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.stream.fmt(f)
    }
}

impl Connection {
    fn new(stream: TcpStream, stands_still: Duration, let_go: Arc<AtomicU64>) -> Self {
        let went_on = Instant::now();
        let looks_again = Box::pin(sleep_until(went_on + stands_still));
        Self { stream, stands_still, went_on, waits: true, looks_again, let_go }
    }

    fn goes_on(&mut self, waits: bool) {
        self.went_on = Instant::now();
        self.waits = waits;
    }

    fn let_go(&self) -> io::Error {
        self.let_go.fetch_add(1, Ordering::Relaxed);
        io::ErrorKind::TimedOut.into()
    }

    /// What waits goes on waiting, or fails where the connection has stood still for too long.
    fn wait<T>(&mut self, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        loop {
            ready!(self.looks_again.as_mut().poll(context));
            let end = self.went_on + self.stands_still;
            if Instant::now() >= end {
                return Poll::Ready(Err(self.let_go()));
            }
            self.looks_again.as_mut().reset(end);
        }
    }

    fn written(&mut self, written: Poll<io::Result<usize>>, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if written.is_pending() {
            return self.wait(context);
        }
        self.goes_on(true);
        written
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        match read {
            Poll::Pending => self.wait(context),
            Poll::Ready(_) if self.waits => {
                self.goes_on(false);
                read
            }
            // One that sends drop by drop never waits for anything.
            Poll::Ready(_) if self.went_on.elapsed() >= self.stands_still => Poll::Ready(Err(self.let_go())),
            Poll::Ready(_) => read,
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.written(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, Bytes};
    use axum::routing::get;
    use futures::StreamExt;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::mpsc;

    use super::*;

    /// Tells when it is no longer held.
    struct Held(mpsc::UnboundedSender<()>);

    impl Drop for Held {
        fn drop(&mut self) {
            // Whoever listens may be gone.
            let _ = self.0.send(());
        }
    }

    struct Site {
        address: SocketAddr,
        let_go: Arc<AtomicU64>,
        /// Hears of every answer without end that ends after all.
        ended: mpsc::UnboundedReceiver<()>,
    }

    impl Site {
        async fn start(stands_still: Duration) -> Self {
            let (ends, ended) = mpsc::unbounded_channel();
            let without_end = move || {
                let held = Held(ends.clone());
                let pieces = futures::stream::repeat(Bytes::from_static(&[b'x'; 1 << 16]));
                let pieces = pieces.map(move |piece| Ok::<_, io::Error>((&held, piece).1));
                std::future::ready(Body::from_stream(pieces))
            };
            let router = Router::new().route("/", get(async || "here")).route("/endless", get(without_end));
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let address = listener.local_addr().expect("an address");
            let let_go = Arc::<AtomicU64>::default();
            let connections = Connections { listener, stands_still, let_go: Arc::clone(&let_go) };
            tokio::spawn(axum::serve(connections, router).into_future());
            Self { address, let_go, ended }
        }

        async fn connect(&self) -> TcpStream {
            TcpStream::connect(self.address).await.expect("it listens")
        }
    }

    /// Reads to the end, which may be an abrupt one.
    async fn ends(stream: &mut TcpStream) {
        let mut read = Vec::new();
        let end = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut read)).await;
        drop(end.expect("it ends"));
    }

    const SOON: Duration = Duration::from_millis(150);

    #[tokio::test]
    async fn whoever_takes_nothing_of_what_is_sent_is_let_go() {
        let mut site = Site::start(SOON).await;
        let mut stream = site.connect().await;
        stream.write_all(b"GET /endless HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("sent");
        let ended = tokio::time::timeout(Duration::from_secs(30), site.ended.recv()).await;
        assert_eq!(ended.expect("it ends"), Some(()));
        assert_eq!(site.let_go.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn whoever_asks_for_nothing_or_drop_by_drop_is_let_go() {
        let site = Site::start(SOON).await;
        ends(&mut site.connect().await).await;
        let mut stream = site.connect().await;
        while stream.write_all(b"x").await.is_ok() {
            tokio::task::yield_now().await;
        }
        assert_eq!(site.let_go.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn whoever_goes_on_stays() {
        let site = Site::start(Duration::from_secs(60)).await;
        let mut stream = site.connect().await;
        for _ in 0..3 {
            stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("sent");
            let mut answer = Vec::new();
            while !answer.ends_with(b"here") {
                assert_ne!(stream.read_buf(&mut answer).await.expect("it goes on"), 0);
            }
        }
        assert_eq!(site.let_go.load(Ordering::Relaxed), 0);
    }
}
