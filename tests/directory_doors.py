"""Every page and form of the directory at the desk, for the tests of who may open and send them."""

SERVICE_PAGES = [
    "/services",
    "/services/add",
    "/services/{service_id}",
    "/services/{service_id}/edit",
    "/letters",
    "/notices",
    "/duplicates",
    "/gone",
    "/unmet",
]
SERVICE_FORMS = [
    "/services/add",
    "/services/{service_id}/edit",
    "/services/{service_id}/still-right",
    "/services/{service_id}/hide",
    "/services/{service_id}/show",
    "/services/{service_id}/take-back",
    "/letters/sent",
    "/notices/read",
    "/duplicates/look",
    "/duplicates/{pair_id}/decide",
    "/services/{service_id}/let-go",
    "/services/{service_id}/keep",
]
