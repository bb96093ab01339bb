"""The shapes of Open Referral UK 3.0 (HSDS-UK 3.0), as far as Fingerpost keeps them.

A service is one nested document here, as the standard serves it. The UK profile leaves a few things of the
international standard (HSDS 3.0) out that a family needs; they are kept under their international names: a language's
`code` and `name`, a contact's `phones`, `eligibility_description`, `application_process`. `delivery`, `residents_only` and
a location's `masked` are our own; the standard allows further properties.
"""

from datetime import date, datetime, time
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["active", "inactive", "defunct", "temporarily closed"]
Delivery = Literal["in person", "online", "phone"]
LocationType = Literal["physical", "postal", "virtual"]


class Shape(BaseModel):
    """A part of a service. Empty optional properties are left out when it is written."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    def document(self) -> dict[str, Any]:
        """The part as JSON values, without empty properties."""
        return self.model_dump(mode="json", exclude_defaults=True)


class OrganizationIdentifier(Shape):
    """A number by which others know an organization: a charity's, a company's, Ofsted's."""

    id: str
    identifier_type: str
    identifier: str
    identifier_scheme: str = ""


class Organization(Shape):
    """Who provides services. `description` is required by the standard, so an unknown one is the name."""

    id: str
    name: str
    description: str
    email: str | None = None
    website: str | None = None
    logo: str | None = None
    uri: str | None = None
    organization_identifiers: list[OrganizationIdentifier] = []


class Address(Shape):
    """A postal address. The standard requires all but the region."""

    id: str
    address_1: str
    city: str
    state_province: str
    postal_code: str
    country: str
    address_type: LocationType


class Accessibility(Shape):
    """What makes a place usable."""

    id: str
    description: str
    details: str = ""
    url: str | None = None


class Location(Shape):
    """A place. A masked one has neither coordinates nor a street: only the town and outcode, or nothing."""

    id: str
    location_type: LocationType
    name: str = ""
    description: str = ""
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    addresses: list[Address] = []
    accessibility: list[Accessibility] = []
    masked: bool = False


class ServiceAtLocation(Shape):
    """A service at one of its places."""

    id: str
    location: Location


class Schedule(Shape):
    """When a service is on. Times are Europe/London; `byday` is iCalendar's (RFC 5545): "TU", "MO,WE", "2TU"."""

    id: str
    valid_from: date | None = None
    valid_to: date | None = None
    dtstart: date | None = None
    freq: Literal["WEEKLY", "MONTHLY"] | None = None
    interval: int | None = Field(default=None, ge=1)
    byday: str = ""
    bymonthday: str = ""
    opens_at: time | None = None
    closes_at: time | None = None
    description: str = ""
    schedule_link: str | None = None
    attending_type: str = ""
    notes: str = ""


class CostOption(Shape):
    """A price. `amount` is in pounds, as the standard has it."""

    id: str
    option: str = ""
    amount: float | None = Field(default=None, ge=0)
    amount_description: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


class Language(Shape):
    """A language that the service is given in. `code` is ISO 639-1 or 639-3."""

    id: str
    code: str
    name: str


class Phone(Shape):
    """A number, with what it is for where the feed says so."""

    id: str
    number: str
    description: str = ""


class Contact(Shape):
    """How to reach a service."""

    id: str
    name: str = ""
    title: str = ""
    email: str | None = None
    phones: list[Phone] = []


class ServiceArea(Shape):
    """Where the people live for whom a service is. `extent` is its shape, in the form that `extent_type` names."""

    id: str
    name: str
    description: str = ""
    extent: str = ""
    extent_type: str = ""
    uri: str | None = None


class Funding(Shape):
    """Who pays for a service."""

    id: str
    source: str


class TaxonomyTerm(Shape):
    """What a service is about, in the words of a taxonomy."""

    id: str
    name: str
    description: str
    taxonomy: str = ""
    taxonomy_id: str | None = None
    parent_id: str | None = None


class Attribute(Shape):
    """A taxonomy term on a service."""

    id: str
    taxonomy_term: TaxonomyTerm


class Service(Shape):
    """A service.

    Attributes:
        minimum_age, maximum_age: years; None is open, or not stated when both are None.
        assured_date: the day on which its facts were last checked.
        residents_only: only for people who live in its service areas.
        wait_time: in the service's own words.
    """

    id: str
    name: str
    status: Status
    organization_id: str | None = None
    organization: Organization | None = None
    description: str = ""
    url: str | None = None
    email: str | None = None
    fees: str = ""
    accreditations: str = ""
    eligibility_description: str = ""
    application_process: str = ""
    wait_time: str = ""
    minimum_age: float | None = None
    maximum_age: float | None = None
    assured_date: date | None = None
    last_modified: datetime | None = None
    alert: str = ""
    delivery: list[Delivery] = []
    residents_only: bool = False
    schedules: list[Schedule] = []
    service_areas: list[ServiceArea] = []
    service_at_locations: list[ServiceAtLocation] = []
    languages: list[Language] = []
    cost_options: list[CostOption] = []
    funding: list[Funding] = []
    contacts: list[Contact] = []
    attributes: list[Attribute] = []

    def terms(self) -> list[str]:
        """The names of its taxonomy terms."""
        return [attribute.taxonomy_term.name for attribute in self.attributes]
