//! TLS by a certificate and a key in files, which are read again while the server runs (U-20).
//!
//! A connection is greeted with the certificate that was good last. Renewing it touches no
//! connection that is there already.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use crate::auth::own;
use crate::config::TlsFiles;

/// Why a certificate cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("the file {path} cannot be read: {reason}")]
    File {
        /// Its path.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// Everybody on this machine can read the key.
    #[error("the file {0} with the key is readable for everybody")]
    OpenKey(String),
    /// The file of the certificate holds none.
    #[error("the file {0} holds no certificate in PEM")]
    NoCertificate(String),
    /// The file of the key holds none.
    #[error("the file {0} holds no private key in PEM")]
    NoKey(String),
    /// The certificate is of another key, or the two cannot be used.
    #[error("the certificate in {certificate} and the key in {key} do not go together: {reason}")]
    Apart {
        /// The certificate's file.
        certificate: String,
        /// The key's file.
        key: String,
        /// What is wrong.
        reason: String,
    },
    /// What was found good cannot be served.
    #[error("TLS cannot be spoken: {0}")]
    Protocol(String),
}

/// A certificate that connections are greeted with. Cloning it shares it.
#[derive(Clone, Debug)]
pub struct Tls(Arc<Shown>);

#[derive(Debug)]
struct Shown {
    files: TlsFiles,
    now: RwLock<Arc<CertifiedKey>>,
}

impl Tls {
    /// Reads a certificate and its key.
    ///
    /// # Errors
    /// When they cannot be read, everybody can read the key, or they do not go together.
    pub fn open(files: &TlsFiles) -> Result<Self, TlsError> {
        let now = RwLock::new(Arc::new(read(files)?));
        let files = files.clone();
        Ok(Self(Arc::new(Shown { files, now })))
    }

    /// Reads the files again; new connections are greeted with what is in them now.
    ///
    /// # Errors
    /// As [`Tls::open`]; the certificate that was good last stays.
    pub fn renew(&self) -> Result<(), TlsError> {
        let new = Arc::new(read(&self.0.files)?);
        *self.0.now.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(())
    }

    /// How connections are greeted: TLS 1.2 or 1.3, and nobody is asked for a certificate.
    ///
    /// # Errors
    /// When the library does not know how.
    pub(super) fn greeting(&self) -> Result<ServerConfig, TlsError> {
        let versions = ServerConfig::builder_with_provider(Arc::new(provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| TlsError::Protocol(error.to_string()))?;
        let shown: Arc<dyn ResolvesServerCert> = self.0.clone();
        Ok(versions.with_no_client_auth().with_cert_resolver(shown))
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _client: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let now = self.now.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&now))
    }
}

fn provider() -> CryptoProvider {
    aws_lc_rs::default_provider()
}

fn read(files: &TlsFiles) -> Result<CertifiedKey, TlsError> {
    let (certificate, key) = (shown(&files.certificate), shown(&files.key));
    if own::is_open(&files.key, own::READ) {
        return Err(TlsError::OpenKey(key));
    }
    let chain = bytes(&files.certificate)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&chain).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let chain = chain.ok_or_else(|| TlsError::NoCertificate(certificate.clone()))?;
    let private = PrivateKeyDer::from_pem_slice(&bytes(&files.key)?);
    let private = private.map_err(|_reason| TlsError::NoKey(key.clone()))?;
    CertifiedKey::from_der(chain, private, &provider()).map_err(|error| TlsError::Apart {
        certificate,
        key,
        reason: error.to_string(),
    })
}

fn bytes(path: &Path) -> Result<Vec<u8>, TlsError> {
    std::fs::read(path).map_err(|error| TlsError::File {
        path: shown(path),
        reason: error.to_string(),
    })
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
