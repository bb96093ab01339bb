"""The app's process: uvicorn with our settings. `./fingerpost run` starts it; so may any supervisor, as often as wanted."""

import uvicorn

from app.main import create_app
from app.settings import settings

if __name__ == "__main__":
    chosen = settings()
    uvicorn.run(
        create_app(chosen),
        host=chosen.host,
        port=chosen.port,
        access_log=False,  # an address may hold an id; our own logs say what is needed
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
